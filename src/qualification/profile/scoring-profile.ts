/** The rungs of a career ladder that a profile may aim at, highest first. */
export const SENIORITIES = ['c_level', 'vp', 'head', 'director', 'manager', 'senior', 'individual', 'intern'] as const;
export type Seniority = (typeof SENIORITIES)[number];

/** A range of employees, both ends included; `max: null` has no upper end. */
export interface EmployeeRange {
  min: number;
  max: number | null;
}

/** The share of each factor in the total; the three add up to 1. */
export interface FactorWeights {
  companyFit: number;
  contactQuality: number;
  salesPotential: number;
}

/** The lowest total (0-100) of tiers A, B and C; whatever is below C is D. */
export interface TierLimits {
  a: number;
  b: number;
  c: number;
}

/** What a good customer looks like: the one source of both scorers. */
export interface ScoringProfile {
  idealIndustries: string[];
  companySizes: EmployeeRange[];
  targetTitles: string[];
  targetSeniorities: Seniority[];
  buyingSignals: string[];
  disqualifiers: string[];
  weights: FactorWeights;
  tierLimits: TierLimits;
}

/** The profile of a new workspace, until it is replaced. */
export const DEFAULT_SCORING_PROFILE: ScoringProfile = {
  idealIndustries: ['Software', 'Financial Services', 'Healthcare', 'Manufacturing', 'Professional Services'],
  companySizes: [{ min: 50, max: 1000 }],
  targetTitles: ['Sales', 'Revenue Operations', 'Marketing', 'Business Development', 'Growth'],
  targetSeniorities: ['c_level', 'vp', 'head', 'director'],
  buyingSignals: ['demo', 'budget', 'pricing', 'evaluating', 'this quarter', 'expanding', 'hiring', 'funding'],
  disqualifiers: ['student', 'competitor', 'no budget', 'not interested', 'unsubscribe'],
  weights: { companyFit: 0.4, contactQuality: 0.3, salesPotential: 0.3 },
  tierLimits: { a: 80, b: 60, c: 40 },
};
