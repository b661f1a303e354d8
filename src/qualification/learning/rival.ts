import type { Examples } from './example.js';
import { aucOf } from './metrics.js';
import type { LearnedModel } from './model.js';
import type { Observations } from './observations.js';
import { Predictor } from './predictor.js';

const LEAST_OF_KIND = 20;

/** The model in use. */
export interface Rival {
  model: LearnedModel;
  /** Of the leads that it was learned from, by models that did not know them. */
  auc: number;
  /** When it was learned, in ms since 1970. */
  trainedAt: number;
}

/** How well two models rank leads that neither knew. */
export interface Comparison {
  auc: number;
  rivalAuc: number;
}

/**
 * Compares a new model with the one in use: by the outcomes that came after the latter, or where these are few, by what both did
 * when they were learned.
 * @param logOdds of each lead by a model that did not know its fold
 * @param auc of these
 */
export function compare(
  { model, auc: rivalAuc, trainedAt }: Rival,
  examples: Examples,
  { order, isWon, at }: Observations,
  logOdds: Float64Array,
  auc: number,
): Comparison {
  const newer = Int32Array.from(order.keys()).filter((row) => (at[row] ?? 0) > trainedAt);
  const outcomes = Uint8Array.from(newer, (row) => isWon[row] ?? 0);
  const won = outcomes.reduce((sum, one) => sum + one, 0);
  if (won < LEAST_OF_KIND || newer.length - won < LEAST_OF_KIND) return { auc, rivalAuc };
  const predictor = new Predictor(model);
  const rivals = Float64Array.from(newer, (row) => {
    const { facts, rules } = examples.at(order[row] ?? 0);
    return predictor.predict(facts, rules).probability;
  });
  const ours = Float64Array.from(newer, (row) => logOdds[row] ?? 0);
  return { auc: aucOf(ours, outcomes)?.auc ?? auc, rivalAuc: aucOf(rivals, outcomes)?.auc ?? rivalAuc };
}
