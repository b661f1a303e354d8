import type { LeadStatus } from './lead.entity.js';
import type { Tier } from './lead-score.js';

/** Which leads a list shows; an absent filter lets every lead pass. */
export interface LeadFilters {
  /** Filterable fields, by their names inside: exactly this value, whatever its case. */
  equal?: Record<string, unknown>;
  status?: LeadStatus | undefined;
  tier?: Tier | undefined;
  minScore?: number | undefined;
  maxScore?: number | undefined;
  createdAfter?: string | undefined;
  createdBefore?: string | undefined;
  q?: string | undefined;
}

export const LEAD_SORTS = [
  'created_at',
  '-created_at',
  'qualification_score',
  '-qualification_score',
  'company_name',
  '-company_name',
] as const;
export type LeadSort = (typeof LEAD_SORTS)[number];
