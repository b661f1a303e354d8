import type { FactorScore } from '../../leads/lead-score.js';

/** One part of a factor: its points (0-100), its share of the factor (shares add up to 1), and a clause why. */
export interface FactorPart {
  share: number;
  points: number;
  reason: string;
}

/** A part without its share. */
export type PartScore = Omit<FactorPart, 'share'>;

/** The profile says nothing about this: it must neither lift nor lower a lead. */
export const UNSET_POINTS = 50;
/** The lead says nothing about this: worse than a good answer, better than a bad one. */
export const UNKNOWN_POINTS = 35;

const LONGEST_REASON = 500;

/** Adds parts up to a factor: an integer 0-100 and one sentence of at most 500 characters. */
export function factorOf(parts: readonly FactorPart[]): FactorScore {
  const score = parts.reduce((sum, { share, points }) => sum + share * points, 0);
  return {
    score: Math.min(100, Math.max(0, Math.round(score))),
    reason: sentence(parts.map(({ reason }) => reason).join('; ')),
  };
}

/** Text as a sentence: capital, full stop, at most 500 UTF-16 units. */
export function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  if (capital.length < LONGEST_REASON) return `${capital}.`;
  return `${capital.slice(0, LONGEST_REASON - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
