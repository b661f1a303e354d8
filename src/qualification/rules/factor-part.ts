import type { FactorScore } from '../../leads/lead-score.js';

/** One part of a factor: its points (0-100), its share of the factor in percent (shares add up to 100), and a clause why. */
export interface FactorPart {
  name: string;
  share: number;
  points: number;
  reason: string;
}

/** A part without its place in the factor. */
export type PartScore = Pick<FactorPart, 'points' | 'reason'>;

/** A factor before its points in the total are known; a model's has no parts. */
export type RatedFactor = Pick<FactorScore, 'score' | 'reason'> & { parts?: readonly FactorPart[] };

/** The profile says nothing about this: it must neither lift nor lower a lead. */
export const UNSET_POINTS = 50;
/** The lead says nothing about this: worse than a good answer, better than a bad one. */
export const UNKNOWN_POINTS = 35;

const LONGEST_REASON = 500;

/** Adds parts up to a factor, exactly: shares and points are whole numbers, so the score has two decimals at most. */
export function factorOf(parts: readonly FactorPart[]): RatedFactor {
  const hundredths = parts.reduce((sum, { share, points }) => sum + share * points, 0);
  return { score: hundredths / 100, reason: sentence(parts.map(({ reason }) => reason).join('; ')), parts };
}

/** Text as a sentence: capital, full stop, at most 500 UTF-16 units. */
export function sentence(text: string): string {
  return ended(text.charAt(0).toUpperCase() + text.slice(1));
}

/** As `sentence`, of a text that begins with a name, which stays as it is written. */
export function ended(text: string): string {
  if (text.length < LONGEST_REASON) return `${text}.`;
  return `${text.slice(0, LONGEST_REASON - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
