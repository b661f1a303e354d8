import type { FactorScore, RatedFactorScores, Tier } from '../leads/lead-score.js';
import type { FactorWeights, TierLimits } from './profile/scoring-profile.js';

type Score = Pick<FactorScore, 'score'>;
type FactorName = Exclude<keyof RatedFactorScores, 'adjustments'>;

/** The three factors as a model rates them, before their points in the total are known. */
export type RatedFactors = Record<FactorName, Pick<FactorScore, 'score' | 'reason'>>;

/**
 * The total of a lead, 0-100 with two decimals. It is computed here and never taken from a scorer's answer, so that
 * a 73 means the same whichever model, or none, scored it.
 */
export function totalScore(factors: Record<FactorName, Score>, weights: FactorWeights): number {
  // In whole numbers (millionths times ten-thousandths), since binary fractions fall short of ties such as 32.685.
  const part = ({ score }: Score, weight: number) => Math.round(score * 1e6) * Math.round(weight * 1e4);
  const total =
    part(factors.company_fit, weights.companyFit) +
    part(factors.contact_quality, weights.contactQuality) +
    part(factors.sales_potential, weights.salesPotential);
  return Math.floor((total + 5e7) / 1e8) / 100;
}

export function tierOf(score: number, limits: TierLimits): Tier {
  if (score >= limits.a) return 'A';
  if (score >= limits.b) return 'B';
  if (score >= limits.c) return 'C';
  return 'D';
}
