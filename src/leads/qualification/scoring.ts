import type { FactorWeights, TierLimits } from './profile/scoring-profile.js';

/** One judged aspect of a lead: 0-100, and why. */
export interface FactorScore {
  score: number;
  reason: string;
}

/** The three aspects every scorer judges, whatever it judges them with. */
export interface FactorScores {
  companyFit: FactorScore;
  contactQuality: FactorScore;
  salesPotential: FactorScore;
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

/**
 * The total of a lead, 0-100 with two decimals. It is computed here and never taken from a scorer's answer, so that
 * a 73 means the same whichever model, or none, has judged.
 */
export function totalScore(factors: FactorScores, weights: FactorWeights): number {
  const total =
    factors.companyFit.score * weights.companyFit +
    factors.contactQuality.score * weights.contactQuality +
    factors.salesPotential.score * weights.salesPotential;
  return Math.min(100, Math.max(0, Math.round((total + Number.EPSILON) * 100) / 100));
}

export function tierOf(score: number, limits: TierLimits): Tier {
  if (score >= limits.a) return 'A';
  if (score >= limits.b) return 'B';
  if (score >= limits.c) return 'C';
  return 'D';
}
