import type { Folds } from './folds.js';
import { CONFIDENCE, groupedMean } from './metrics.js';
import type { Observations } from './observations.js';
import { logLoss } from './ridge.js';
import { baseLogOdds } from './base-rate.js';

/** What came of a training by itself; a service may hold an `active` model back. */
export type Verdict = 'too_few' | 'no_better_than_chance' | 'active';

const LEAST_OF_KIND = 20;
const LEAST_IN_ALL = 50;
/** A model must lower the log loss by this part. */
const LEAST_GAIN = 0.01;

/** How much better than the base rate a model predicts leads that it does not know, in nats of log loss. */
export interface Gain {
  mean: number;
  /** Half of its 95 % interval. */
  margin: number;
  /** The log loss of the base rate. */
  base: number;
}

export interface Judged {
  verdict: Verdict;
  sentence: string;
}

export function areTooFew(won: number, lost: number): boolean {
  return won < LEAST_OF_KIND || lost < LEAST_OF_KIND || won + lost < LEAST_IN_ALL;
}

export function tooFew(won: number, lost: number): Judged {
  const sentence = `${counted(won, lost)}: at least ${LEAST_OF_KIND} of each and ${LEAST_IN_ALL} in all are needed.`;
  return { verdict: 'too_few', sentence };
}

/** @param logOdds of each lead by a model that did not know its fold */
export function gainOf({ isWon }: Observations, { foldOf, groupOf, groups }: Folds, logOdds: Float64Array): Gain {
  const base = baseLogOdds(isWon, foldOf);
  const baseLoss = base.map((odds, row) => logLoss(odds, isWon[row] ?? 0));
  const gains = baseLoss.map((loss, row) => loss - logLoss(logOdds[row] ?? 0, isWon[row] ?? 0));
  const { mean, error } = groupedMean(gains, groupOf, groups);
  return { mean, margin: CONFIDENCE * error, base: groupedMean(baseLoss, groupOf, groups).mean };
}

export function judge(won: number, lost: number, { mean, margin, base }: Gain): Judged {
  const isSure = mean - margin > 0;
  const isEnough = mean >= LEAST_GAIN * base;
  const numbers = `${counted(won, lost)}; gain ${mean.toFixed(3)} +- ${margin.toFixed(3)}`;
  if (isSure && isEnough) {
    const share = (100 * mean) / base;
    return { verdict: 'active', sentence: `${numbers}: ${share.toFixed(0)} % better than the base rate.` };
  }
  const reason = isSure ? `hardly better than the base rate (1 % is needed)` : 'not yet better than the base rate';
  return { verdict: 'no_better_than_chance', sentence: `${numbers}: ${reason}.` };
}

function counted(won: number, lost: number): string {
  return `${grouped(won)} won, ${grouped(lost)} lost`;
}

/** 12,345 */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
