import { z } from 'zod';
import { LEAD_STATUSES } from '../../leads/lead.entity.js';
import { QUALIFICATION_METHODS, TIERS } from '../../leads/lead-score.js';

/** What is not known of a lead is left out of answers. */
const text = z.string().optional();
const number = z.number().optional();
const moment = z.string();

export const leadId = z.guid('must be a UUID').transform((id) => id.toLowerCase());

/** What a caller may say of a new lead; how long each may be is checked as for a request of the REST API. */
export const newLead = z.strictObject({
  company_name: z.string(),
  company_website: text,
  company_size: text.describe('Employees, such as "50-200".'),
  industry: text,
  contact_name: text,
  contact_email: text,
  contact_phone: text,
  contact_title: text,
  notes: text,
  external_id: text.describe('Id in your own system; unique.'),
  additional_data: z.record(z.string(), z.unknown()).optional(),
});

export const status = z.enum(LEAD_STATUSES);
export const tier = z.enum(TIERS);

/** What a list tells of a lead. */
export const leadBrief = z.strictObject({
  id: z.string(),
  company_name: z.string(),
  industry: text,
  contact_name: text,
  contact_title: text,
  status: z.string(),
  qualification_score: number,
  qualification_tier: text,
  created_at: moment,
});

/** A lead as it is stored, and its score; what speaks for the score stands in the judgement. */
export const lead = leadBrief.extend({
  company_website: text,
  company_size: text,
  contact_email: text,
  contact_phone: text,
  notes: text,
  external_id: text,
  additional_data: z.record(z.string(), z.unknown()).optional(),
  qualified_at: moment.optional(),
  updated_at: moment,
});

/** Where the scoring of a lead stands, and its newest judgement, if there is one. */
export const scoring = z.strictObject({
  notice: z.string(),
  lead_id: z.string(),
  status,
  score: number,
  tier: tier.optional(),
  reasoning: text,
  factors: z.record(z.string(), z.strictObject({ score: z.number(), reason: z.string() })).optional(),
  method: z.enum(QUALIFICATION_METHODS).optional(),
  provider: text,
  model: text,
  cost_usd: text,
  fallback_reason: text,
  judged_at: moment.optional(),
  next_step: z.string(),
});
