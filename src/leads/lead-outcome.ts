/** How a lead ended. */
export const LEAD_OUTCOMES = ['won', 'lost'] as const;
export type LeadOutcome = (typeof LEAD_OUTCOMES)[number];

/** In filters, leads without an outcome. */
export const NO_OUTCOME = 'none';
export const OUTCOME_FILTERS = [...LEAD_OUTCOMES, NO_OUTCOME] as const;
export type OutcomeFilter = (typeof OUTCOME_FILTERS)[number];
