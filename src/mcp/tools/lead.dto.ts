import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType, PartialType, PickType } from '@nestjs/swagger';
import { LeadResponse } from '../../leads/dto/lead.dto.js';
import { FILTERABLE_FIELDS } from '../../leads/dto/list-leads.dto.js';
import { LEAD_STATUSES, type LeadStatus } from '../../leads/lead.entity.js';
import type { FactorScore } from '../../leads/lead-score.js';
import { QualificationResponse } from '../../qualification/dto/qualification.dto.js';
import { Uuid } from '../../validation/uuid.decorator.js';
import { shortened } from './result-size.js';
import { UNTRUSTED } from './untrusted.js';

/** Most bytes of each reason, as JSON: a model may give reasons so long that four of them exceed a result's limit. */
const MAX_REASON_BYTES = 6 * 1024;

/** What to do next, by the lead's status. */
const NEXT_STEP: Record<LeadStatus, string> = {
  new: 'It was never scored: qualify_lead scores it.',
  qualifying:
    'It is being scored: call get_qualification with this lead_id again in about 10 seconds; a score that is here is ' +
    'the previous one.',
  qualified: 'It is scored: tell the user the score, the tier and the reasons.',
  failed: 'The last scoring failed: call qualify_lead once more, perhaps with another strategy.',
};

/** Which lead. */
export class LeadIdArguments {
  @Uuid()
  lead_id!: string;
}

/** A lead and its score, without the reasons, which get_qualification has. */
export class LeadDetails extends OmitType(LeadResponse, [
  'version',
  'qualification_reasoning',
  'qualification_factors',
  'qualification_method',
  'win_probability',
  'qualification_provider',
  'qualification_model',
  'qualification_latency_ms',
  'profile_version',
  'outcome_value_usd',
  'outcome_reason',
]) {}

/** What a list shows of a lead. */
export class LeadSummary extends PickType(LeadResponse, [
  'id',
  'company_name',
  ...FILTERABLE_FIELDS,
  'contact_name',
  'contact_title',
  'contact_email',
  'external_id',
  'status',
  'qualification_score',
  'qualification_tier',
  'created_at',
]) {}

type ScoredLead = Pick<LeadResponse, 'id' | 'status'> & Partial<Pick<LeadResponse, 'stale_reason'>>;

/** The state of a lead's qualification, and the newest one if there is one. */
export class QualificationResult extends PartialType(
  IntersectionType(
    PickType(QualificationResponse, [
      'score',
      'tier',
      'win_probability',
      'reasoning',
      'method',
      'provider',
      'model',
      'cost_usd',
      'fallback_reason',
    ]),
    PickType(LeadResponse, ['stale_reason']),
  ),
) {
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  factors?: QualificationResponse['factors'];

  @ApiProperty()
  notice!: string;

  @ApiProperty()
  lead_id!: string;

  @ApiProperty({ enum: LEAD_STATUSES })
  status!: LeadStatus;

  @ApiPropertyOptional({ type: String })
  qualified_at?: string;

  @ApiProperty()
  next_step!: string;

  static of(lead: ScoredLead, newest: QualificationResponse | undefined): QualificationResult {
    const { id: lead_id, status, stale_reason } = lead;
    const state = {
      ...{ notice: UNTRUSTED, lead_id, status, next_step: NEXT_STEP[status] },
      ...(stale_reason == null ? {} : { stale_reason }),
    };
    if (newest === undefined) return state;
    const { reasoning, factors, created_at: qualified_at } = newest;
    return Object.assign({}, newest, state, {
      reasoning: shortened(reasoning, MAX_REASON_BYTES),
      factors: Object.assign({}, factors, {
        company_fit: shortReason(factors.company_fit),
        contact_quality: shortReason(factors.contact_quality),
        sales_potential: shortReason(factors.sales_potential),
      }),
      qualified_at,
    });
  }
}

function shortReason(factor: FactorScore): FactorScore {
  return Object.assign({}, factor, { reason: shortened(factor.reason, MAX_REASON_BYTES) });
}
