import type { CrossValidated } from './cross-validation.js';
import type { Design, DesignField } from './design.js';
import { fitLlmWeight } from './llm-weight.js';
import { CONFIDENCE } from './metrics.js';
import type { LearnedModel, ModelField } from './model.js';
import type { Observations } from './observations.js';
import { logOddsOf, probabilityOf } from './ridge.js';

/** The base rate is taken from these. */
const NEWEST = 500;
const STEPS = 100;
/** Digits of numbers in a model: more would say nothing. */
const DIGITS = 4;

/** A model as it is stored. */
export function modelOf(observations: Observations, design: Design, fitted: CrossValidated): LearnedModel {
  const { isWon, count, llm } = observations;
  const { weights, logOdds } = fitted;
  const shift = shiftOf(observations, design, weights);
  const { mean, deviation } = design.rules;
  return {
    format: 1,
    leads: count,
    won: isWon.reduce((sum, one) => sum + one, 0),
    intercept: round((weights[0] ?? 0) + shift),
    rules: { mean: round(mean), deviation: round(deviation), weight: round(weights[design.columns - 1] ?? 0) },
    fields: design.fields.map((field) => fieldOf(observations, field, weights)),
    scale: scaleOf(logOdds, shift),
    ...(llm.some((score) => score >= 0) && {
      llm: fitLlmWeight(
        logOdds.map((value) => value + shift),
        llm,
        isWon,
      ),
    }),
  };
}

/**
 * What the intercept changes by so that the newest leads are predicted right on average, less what chance alone makes of so few:
 * nothing within its 95 % interval, and little near it. Without that, the mean prediction would be as uncertain as the won rate of the newest alone.
 */
function shiftOf({ at, isWon }: Observations, design: Design, weights: Float64Array): number {
  const newest = Int32Array.from(at.keys())
    .sort((a, b) => (at[b] ?? 0) - (at[a] ?? 0) || a - b)
    .slice(0, NEWEST);
  const odds = Float64Array.from(newest, (row) => logOddsOf(design, weights, row));
  // Half a lead more of each kind: there is always a solution.
  const won = newest.reduce((sum, row) => sum + (isWon[row] ?? 0), 0.5) * (newest.length / (newest.length + 1));
  let [low, high] = [-STEPS, STEPS];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    const expected = odds.reduce((sum, value) => sum + probabilityOf(value + middle), 0);
    if (expected < won) low = middle;
    else high = middle;
  }
  const shift = (low + high) / 2;
  const curvature = odds.reduce((sum, value) => sum + slopeAt(value), 0) / odds.length;
  const error = Math.sqrt((1 / newest.length - 1 / at.length) / curvature);
  const chance = CONFIDENCE * error;
  return chance < Math.abs(shift) ? shift * (1 - (chance / shift) ** 2) : 0;
}

/** By how much a probability grows with its log odds. */
function slopeAt(logOdds: number): number {
  const probability = probabilityOf(logOdds);
  return probability * (1 - probability);
}

function fieldOf(
  { isWon, wordsOf }: Observations,
  { shape, columns, start }: DesignField,
  weights: Float64Array,
): ModelField {
  const leads = shape.labels.map(() => 0);
  const won = shape.labels.map(() => 0);
  const count = (column: number, row: number) => {
    leads[column] = (leads[column] ?? 0) + 1;
    won[column] = (won[column] ?? 0) + (isWon[row] ?? 0);
  };
  if (columns === undefined) {
    wordsOf.forEach((words, row) => {
      for (const word of words) count(word, row);
    });
  }
  columns?.forEach((column, row) => {
    if (column >= 0) count(column, row);
  });
  return { ...shape, weights: shape.labels.map((_, column) => round(weights[start + column] ?? 0)), leads, won };
}

function scaleOf(logOdds: Float64Array, shift: number): number[] {
  const sorted = logOdds.toSorted();
  return Array.from({ length: STEPS + 1 }, (_, step) =>
    round((sorted[Math.round((step * (sorted.length - 1)) / STEPS)] ?? 0) + shift),
  );
}

function round(number: number): number {
  return Number(number.toPrecision(DIGITS));
}
