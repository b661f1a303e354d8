import type { z } from 'zod';
import type { LeadResponse } from '../../leads/dto/lead.dto.js';
import type { QualificationResponse } from '../../qualification/dto/qualification.dto.js';
import type { FactorScore } from '../../leads/lead-score.js';
import { omitNulls } from './omit-nulls.js';
import type { lead, leadBrief, scoring } from './lead.schema.js';
import { shortened } from './result-size.js';
import { UNTRUSTED } from './untrusted.js';

/** Most bytes of each reason, as JSON. */
const MAX_REASON_BYTES = 6 * 1024;

type LeadAnswer = z.input<typeof lead>;
type LeadBrief = z.input<typeof leadBrief>;
type Scoring = z.input<typeof scoring>;

/** A lead, in the names of the REST API. */
export function toLead(whole: LeadResponse): LeadAnswer {
  const { company_website, company_size, contact_email, contact_phone, notes, external_id, additional_data } = whole;
  const { qualified_at, updated_at } = whole;
  return omitNulls({
    ...briefOf(whole),
    ...{ company_website, company_size, contact_email, contact_phone, notes, external_id, additional_data },
    ...{ qualified_at, updated_at },
  });
}

/** As much of a lead as tells it apart from others. */
export function toLeadBrief(whole: LeadResponse): LeadBrief {
  return omitNulls(briefOf(whole));
}

/** Where the scoring of a lead stands, and what its newest judgement says, as far as there is one. */
export function toScoring(
  lead: Pick<LeadResponse, 'id' | 'status'>,
  judgement: QualificationResponse | undefined,
  nextStep: string,
): Scoring {
  const base = { notice: UNTRUSTED, lead_id: lead.id, status: lead.status, next_step: nextStep };
  if (judgement === undefined) return base;
  const { score, tier, reasoning, factors, method, ...rest } = judgement;
  const { provider, model, cost_usd, fallback_reason, created_at: judged_at } = rest;
  return omitNulls({
    ...base,
    ...{ score, tier, reasoning: shortened(reasoning, MAX_REASON_BYTES), method },
    factors: {
      company_fit: shortReason(factors.company_fit),
      contact_quality: shortReason(factors.contact_quality),
      sales_potential: shortReason(factors.sales_potential),
    },
    ...{ provider, model, cost_usd, fallback_reason, judged_at },
  });
}

/** A model may give reasons at a length that four of would be more than a result may hold. */
function shortReason({ score, reason }: FactorScore): FactorScore {
  return { score, reason: shortened(reason, MAX_REASON_BYTES) };
}

function briefOf({ id, company_name, industry, contact_name, contact_title, created_at, ...rest }: LeadResponse) {
  const { status, qualification_score, qualification_tier } = rest;
  return {
    ...{ id, company_name, industry, contact_name, contact_title },
    ...{ status, qualification_score, qualification_tier, created_at },
  };
}
