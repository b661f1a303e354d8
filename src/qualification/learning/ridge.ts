import { factorise, solve, type Triangle } from './cholesky.js';
import type { Design } from './design.js';

const MOST_STEPS = 50;
const MOST_HALVINGS = 20;
/** Steps with one Hessian; it is computed anew if they were not enough. */
const STEPS_OF_HESSIAN = 12;
/** A step must lower the loss by this part of what its slope promises. */
const ENOUGH = 1e-4;
/** The intercept is free; this keeps it finite where all leads ended alike. */
const FREE = 1e-6;
/** Log odds beyond these change no probability that a double can hold. */
const FARTHEST = 35;

/** Logistic regression with a penalty on the squares of all weights but the intercept. */
export interface RidgeProblem {
  design: Design;
  isWon: Uint8Array;
  /** The rows that are fitted. */
  rows: Int32Array;
  /** Strength of the penalty. */
  lambda: number;
}

interface FitOptions {
  start: Float64Array;
  /** A Hessian, without the penalty, that is near the one of the solution. */
  hessian?: Triangle;
  /** Accepted error of the mean log loss. */
  tolerance: number;
}

/** The weights that minimise the penalised log loss, by Newton's method with step halving. */
export function fit(problem: RidgeProblem, { start, hessian, tolerance }: FitOptions): Float64Array {
  let weights = start;
  let current = lossAt(problem, weights);
  let factor = hessian && penalised(hessian, problem);
  for (let step = 0; step < MOST_STEPS; step++) {
    const isFresh = hessian === undefined || step >= STEPS_OF_HESSIAN;
    if (isFresh || factor === undefined) factor = penalised(hessianAt(problem, weights, problem.rows), problem);
    const direction = solve(factor, current.gradient);
    const slope = direction.reduce((sum, value, column) => sum + value * (current.gradient[column] ?? 0), 0);
    if (slope / 2 <= tolerance * problem.rows.length) break;
    const next = descend(problem, weights, direction, current.loss, slope);
    if (next === undefined) break;
    ({ weights } = next);
    current = next;
  }
  return weights;
}

function descend(
  problem: RidgeProblem,
  weights: Float64Array,
  direction: Float64Array,
  loss: number,
  slope: number,
): ({ weights: Float64Array } & ReturnType<typeof lossAt>) | undefined {
  for (let halving = 0, length = 1; halving < MOST_HALVINGS; halving++, length /= 2) {
    const tried = weights.map((weight, column) => weight - length * (direction[column] ?? 0));
    const there = lossAt(problem, tried);
    if (there.loss <= loss - ENOUGH * length * slope) return { weights: tried, ...there };
  }
  return undefined;
}

/** The log odds of a row. */
export function logOddsOf({ starts, entries, columns, rules }: Design, weights: Float64Array, row: number): number {
  let sum = (rules.values[row] ?? 0) * (weights[columns - 1] ?? 0);
  const end = starts[row + 1] ?? 0;
  for (let place = starts[row] ?? 0; place < end; place++) sum += weights[entries[place] ?? 0] ?? 0;
  return Math.max(-FARTHEST, Math.min(FARTHEST, sum));
}

/** Log loss, in nats, of a lead that has these log odds. */
export function logLoss(logOdds: number, isWon: number): number {
  const margin = isWon === 1 ? logOdds : -logOdds;
  return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

function lossAt({ design, isWon, rows, lambda }: RidgeProblem, weights: Float64Array) {
  const { starts, entries, columns, rules } = design;
  const gradient = new Float64Array(columns);
  let loss = 0;
  for (const row of rows) {
    const odds = logOddsOf(design, weights, row);
    const won = isWon[row] ?? 0;
    loss += logLoss(odds, won);
    const error = probabilityOf(odds) - won;
    const end = starts[row + 1] ?? 0;
    for (let place = starts[row] ?? 0; place < end; place++) {
      const column = entries[place] ?? 0;
      gradient[column] = (gradient[column] ?? 0) + error;
    }
    gradient[columns - 1] = (gradient[columns - 1] ?? 0) + error * (rules.values[row] ?? 0);
  }
  for (let column = 0; column < columns; column++) {
    const [penalty, weight] = [column === 0 ? FREE : lambda, weights[column] ?? 0];
    loss += (penalty / 2) * weight * weight;
    gradient[column] = (gradient[column] ?? 0) + penalty * weight;
  }
  return { loss, gradient };
}

/** Second derivatives of the log loss over these rows, without the penalty. */
export function hessianAt({ design }: Pick<RidgeProblem, 'design'>, weights: Float64Array, rows: Int32Array): Triangle {
  const { starts, entries, columns, rules } = design;
  const hessian = new Float64Array(columns * columns);
  const last = (columns - 1) * columns;
  for (const row of rows) {
    const probability = probabilityOf(logOddsOf(design, weights, row));
    const curvature = probability * (1 - probability);
    const total = rules.values[row] ?? 0;
    const [start, end] = [starts[row] ?? 0, starts[row + 1] ?? 0];
    for (let place = start; place < end; place++) {
      const column = entries[place] ?? 0;
      const base = column * columns;
      for (let other = start; other <= place; other++) {
        const at = base + (entries[other] ?? 0);
        hessian[at] = (hessian[at] ?? 0) + curvature;
      }
      hessian[last + column] = (hessian[last + column] ?? 0) + curvature * total;
    }
    hessian[last + columns - 1] = (hessian[last + columns - 1] ?? 0) + curvature * total * total;
  }
  return hessian;
}

function penalised(hessian: Triangle, { design: { columns }, lambda }: RidgeProblem): Triangle {
  const factor = Float64Array.from(hessian);
  for (let column = 0; column < columns; column++) {
    const at = column * columns + column;
    factor[at] = (factor[at] ?? 0) + (column === 0 ? FREE : lambda);
  }
  factorise(factor, columns);
  return factor;
}
