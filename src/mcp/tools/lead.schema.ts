import { z } from 'zod';
import { LEAD_STATUSES } from '../../leads/lead.entity.js';
import { QUALIFICATION_METHODS, TIERS } from '../../leads/qualification/scoring.js';

const text = z.string().nullable();
const moment = z.string();

export const leadId = z
  .string()
  .regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/)
  .transform((id) => id.toLowerCase());

/** What a caller may say of a new lead; all else that holds for it is checked as for a request of the REST API. */
export const newLead = z.strictObject({
  company_name: z.string().max(255),
  company_website: z.string().max(500).nullish(),
  company_size: z.string().max(100).nullish().describe('Number of employees, as text: "50-200".'),
  industry: z.string().max(200).nullish(),
  contact_name: z.string().max(255).nullish(),
  contact_email: z.string().max(255).nullish(),
  contact_phone: z.string().max(50).nullish(),
  contact_title: z.string().max(200).nullish(),
  notes: z.string().max(20_000).nullish().describe('At most 10000 characters.'),
  external_id: z.string().max(255).nullish().describe('Id in your own system; unique.'),
  additional_data: z.record(z.string(), z.unknown()).nullish(),
});

const factor = z.strictObject({ score: z.number(), reason: z.string() });

/** One object would be announced three times over. */
export const factors = z.strictObject({ company_fit: factor, contact_quality: factor, sales_potential: factor });

export const status = z.enum(LEAD_STATUSES);
export const tier = z.enum(TIERS);
export const method = z.enum(QUALIFICATION_METHODS);

/** A lead as the REST API answers it. */
export const lead = z.strictObject({
  id: z.string(),
  company_name: z.string(),
  company_website: text,
  company_size: text,
  industry: text,
  contact_name: text,
  contact_email: text,
  contact_phone: text,
  contact_title: text,
  notes: text,
  external_id: text,
  additional_data: z.record(z.string(), z.unknown()).nullable(),
  status,
  qualification_score: z.number().nullable(),
  qualification_tier: tier.nullable(),
  qualification_reasoning: text,
  qualification_factors: factors.nullable(),
  qualification_method: method.nullable(),
  qualification_provider: text,
  qualification_model: text,
  qualification_latency_ms: z.number().nullable(),
  qualified_at: moment.nullable(),
  created_at: moment,
  updated_at: moment,
});

/** What a list tells of a lead. */
export const leadBrief = lead.pick({
  id: true,
  company_name: true,
  company_size: true,
  industry: true,
  contact_name: true,
  contact_title: true,
  status: true,
  qualification_score: true,
  qualification_tier: true,
  created_at: true,
});

/** A judgement as the REST API answers it. */
export const qualification = z.strictObject({
  id: z.string(),
  lead_id: z.string(),
  score: z.number(),
  tier,
  reasoning: z.string(),
  factors,
  method,
  provider: text,
  model: z.string(),
  latency_ms: z.number(),
  profile_version: z.number(),
  prompt_version: text,
  fallback_reason: text,
  tokens_used: z.number().nullable(),
  cost_usd: text,
  attempts: z.number().nullable(),
  created_at: moment,
});
