import type { LeadFacts } from '../../leads/lead-facts.js';
import type { FactorScore, RatedFactorScores, ScorePart, Tier } from '../../leads/lead-score.js';
import type { ScoringProfile, TierLimits } from '../profile/scoring-profile.js';
import { type RatedFactors, tierOf, totalScore } from '../scoring.js';
import { conditionParts } from './conditions.js';
import { type RatedFactor, sentence } from './factor-part.js';
import { quotedList } from './lead-text.js';
import { splitHundredths } from './points.js';

type Factors = Record<keyof RatedFactors, RatedFactor>;

/** What a lead gets, whichever method rated its factors. All points of the factors and adjustments add up to the score. */
export interface Assessment {
  /** 0-100 with two decimals. */
  score: number;
  tier: Tier;
  factors: RatedFactorScores;
}

/** The most that sales potential, and the total, keep once something speaks against selling to a lead. */
export const DISQUALIFIED_POINTS = 10;

/**
 * Makes the total of three rated factors: their weights, the profile's conditions, and the disqualifiers, which put a lead into
 * tier D whatever its fit.
 * @param disqualifiers those of the profile that apply to the lead
 */
export function assess(
  rated: Factors,
  lead: Pick<LeadFacts, 'source' | 'country' | 'additionalData'>,
  profile: ScoringProfile,
  disqualifiers: readonly string[],
): Assessment {
  const isDisqualified = disqualifiers.length > 0;
  const { bounded, adjustments, score } = totalled(rated, lead, profile, disqualifiers);
  const factors = withPoints(bounded, profile);
  return {
    score,
    tier: isDisqualified ? 'D' : tierOf(score, profile.tierLimits),
    factors: adjustments.length === 0 ? factors : { ...factors, adjustments: adjustmentGroup(adjustments) },
  };
}

/** A total, and the factors by themselves: how many points each of them has in the total is not told. */
export interface Rating {
  /** 0-100 with two decimals. */
  score: number;
  factors: Record<keyof RatedFactors, Pick<FactorScore, 'score' | 'reason'>>;
}

/** The same as `assess` makes, without the points. */
export function assessTotal(...assessed: Parameters<typeof assess>): Rating {
  const { bounded, score } = totalled(...assessed);
  return { score, factors: bounded };
}

function totalled(...[rated, lead, profile, disqualifiers]: Parameters<typeof assess>) {
  const bounded =
    disqualifiers.length > 0 ? { ...rated, sales_potential: boundedBy(disqualifiers, rated.sales_potential) } : rated;
  const total = totalScore(bounded, profile.weights);
  const adjustments = adjustmentsOf(total, lead, profile, disqualifiers);
  return { bounded, adjustments, score: roundedSum([total, ...adjustments.map(({ points }) => points)]) };
}

/** A model may overlook what the notes say. */
function boundedBy(disqualifiers: readonly string[], factor: RatedFactor): RatedFactor {
  if (factor.score <= DISQUALIFIED_POINTS) return factor;
  return {
    score: DISQUALIFIED_POINTS,
    reason: `Bounded to ${DISQUALIFIED_POINTS}, as the lead is disqualified by ${quotedList(disqualifiers)}. ${factor.reason}`,
  };
}

function withPoints(rated: Factors, { weights }: ScoringProfile): Omit<RatedFactorScores, 'adjustments'> {
  const { company_fit: company, contact_quality: contact, sales_potential: sales } = rated;
  const total = Math.round(totalScore(rated, weights) * 100);
  const [companyPoints = 0, contactPoints = 0, salesPoints = 0] = splitHundredths(total, [
    company.score * weights.companyFit * 100,
    contact.score * weights.contactQuality * 100,
    sales.score * weights.salesPotential * 100,
  ]);
  return {
    company_fit: factorScore(company, companyPoints, weights.companyFit),
    contact_quality: factorScore(contact, contactPoints, weights.contactQuality),
    sales_potential: factorScore(sales, salesPoints, weights.salesPotential),
  };
}

/** @param points of the factor in the total, in hundredths */
function factorScore({ score, reason, parts }: RatedFactor, points: number, weight: number): FactorScore {
  const most = Math.round(weight * 10_000);
  const factor = { score, reason, points: points / 100, max_points: most / 100 };
  if (parts === undefined) return factor;
  const each = splitHundredths(
    points,
    parts.map(({ share, points: own }) => share * own * weight),
  );
  const limits = splitHundredths(
    most,
    parts.map(({ share }) => share * weight * 100),
  );
  return {
    ...factor,
    parts: parts.map(({ name, reason: why }, index) => ({
      name,
      points: (each[index] ?? 0) / 100,
      max_points: (limits[index] ?? 0) / 100,
      reason: sentence(why),
    })),
  };
}

/** What is added to the factors, or taken: conditions, disqualification, and the ends of the scale. */
function adjustmentsOf(
  total: number,
  lead: Pick<LeadFacts, 'source' | 'country' | 'additionalData'>,
  { conditions, tierLimits }: ScoringProfile,
  disqualifiers: readonly string[],
): ScorePart[] {
  const parts = conditionParts(lead, conditions);
  const sum = roundedSum([total, ...parts.map(({ points }) => points)]);
  const most = disqualifiers.length > 0 ? disqualifiedPoints(tierLimits) : 100;
  const bound = Math.min(most, Math.max(0, sum));
  if (bound === sum) return parts;
  const reason =
    disqualifiers.length > 0 && sum > most
      ? `a lead that is disqualified by ${quotedList(disqualifiers)} gets at most ${most} points`
      : 'a score is from 0 to 100';
  const name = disqualifiers.length > 0 && sum > most ? 'disqualification' : 'limit';
  return [...parts, { name, points: roundedSum([bound, -sum]), max_points: 0, reason: sentence(reason) }];
}

/** The most that a disqualified lead gets: below tier C, also where the profile has a low one. */
export function disqualifiedPoints({ c }: TierLimits): number {
  return Math.max(0, Math.min(DISQUALIFIED_POINTS, roundedSum([c, -0.01])));
}

function adjustmentGroup(parts: ScorePart[]): NonNullable<RatedFactorScores['adjustments']> {
  return {
    points: roundedSum(parts.map(({ points }) => points)),
    max_points: roundedSum(parts.map(({ max_points }) => max_points)),
    parts,
  };
}

/** A sum of amounts with two decimals, exactly. */
function roundedSum(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + Math.round(amount * 100), 0) / 100;
}
