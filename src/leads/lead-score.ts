/** One judged aspect of a lead: 0-100, and why. */
export interface FactorScore {
  score: number;
  reason: string;
}

/** The three factors as they lie in `jsonb` and go over the wire. */
export interface StoredFactors {
  company_fit: FactorScore;
  contact_quality: FactorScore;
  sales_potential: FactorScore;
}

export const QUALIFICATION_METHODS = ['llm', 'rules'] as const;
export type QualificationMethod = (typeof QUALIFICATION_METHODS)[number];

export const TIERS = ['A', 'B', 'C', 'D'] as const;
export type Tier = (typeof TIERS)[number];
