import type { LlmWeight } from './model.js';
import { logLoss, probabilityOf } from './ridge.js';

/** Leads with an outcome and both scores that are enough. */
const LEAST_PAIRS = 30;
const STEPS = 50;
/** Pulls the weight towards 0, as one lead of each kind would: few pairs must not move much. */
const PENALTY = 1;
/** Of a standardised score: a score that is farther out says no more. */
const FARTHEST = 3;

/**
 * Fits `log odds + weight x score` to leads that ended.
 * @param logOdds by a model that did not know the lead
 * @param scores of the language model; -1 where it was not asked
 */
export function fitLlmWeight(logOdds: Float64Array, scores: Float64Array, isWon: Uint8Array): LlmWeight {
  const rows = Int32Array.from(scores.keys()).filter((row) => (scores[row] ?? -1) >= 0);
  const pairs = rows.length;
  const mean = rows.reduce((sum, row) => sum + (scores[row] ?? 0), 0) / Math.max(1, pairs);
  const variance = rows.reduce((sum, row) => sum + ((scores[row] ?? 0) - mean) ** 2, 0) / Math.max(1, pairs);
  const deviation = variance > 1e-9 ? Math.sqrt(variance) : 1;
  const scale = { pairs, mean, deviation };
  if (pairs < LEAST_PAIRS) return { ...scale, weight: 0, isBackwards: false };
  const points = Array.from(rows, (row) => ({
    score: standardised(scores[row] ?? 0, scale),
    logOdds: logOdds[row] ?? 0,
    won: isWon[row] ?? 0,
  }));
  const weight = newton(points);
  return { ...scale, weight: Math.max(0, weight), isBackwards: weight < 0 };
}

/** What a score of the language model adds to the log odds. */
export function llmLogOdds(score: number, llm: LlmWeight): number {
  return llm.weight * standardised(score, llm);
}

function standardised(score: number, { mean, deviation }: Pick<LlmWeight, 'mean' | 'deviation'>): number {
  return Math.max(-FARTHEST, Math.min(FARTHEST, (score - mean) / deviation));
}

interface Point {
  score: number;
  logOdds: number;
  won: number;
}

/** The loss is convex, so that halved steps of Newton's method always arrive. */
function newton(points: readonly Point[]): number {
  const lossAt = (weight: number) =>
    points.reduce(
      (sum, { score, logOdds, won }) => sum + logLoss(logOdds + weight * score, won),
      (PENALTY / 2) * weight ** 2,
    );
  let weight = 0;
  for (let step = 0; step < STEPS; step++) {
    let [slope, curvature] = [PENALTY * weight, PENALTY];
    for (const { score, logOdds, won } of points) {
      const probability = probabilityOf(logOdds + weight * score);
      slope += (probability - won) * score;
      curvature += probability * (1 - probability) * score * score;
    }
    let change = slope / curvature;
    while (Math.abs(change) > 1e-9 && lossAt(weight - change) > lossAt(weight)) change /= 2;
    if (Math.abs(change) <= 1e-9) return weight;
    weight -= change;
  }
  return weight;
}
