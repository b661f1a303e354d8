import type { Triangle } from './cholesky.js';
import type { Design } from './design.js';
import { FOLDS } from './folds.js';
import { fit, hessianAt, logLoss, logOddsOf } from './ridge.js';

/** Strengths of the penalty that are tried. */
const LAMBDAS = [1, 3, 10, 30, 100];
const FIRST = 2;
/** Accepted errors of the mean log loss: of a comparison, and of a model that is kept. */
const ROUGH = 1e-7;
const EXACT = 1e-11;

export interface CrossValidated {
  lambda: number;
  /** Fitted to all leads. */
  weights: Float64Array;
  /** The log odds of each lead by a model that did not know its fold. */
  logOdds: Float64Array;
}

/** The rows of each fold, and all others. */
interface Part {
  inside: Int32Array;
  outside: Int32Array;
  hessian: Triangle;
}

interface Tried {
  lambda: number;
  loss: number;
  logOdds: Float64Array;
  weights: Float64Array[];
}

/** Fits the leads with the penalty that predicts best what a model does not know. */
export function crossValidate(design: Design, isWon: Uint8Array, foldOf: Uint8Array): CrossValidated {
  const rows = Int32Array.from({ length: design.rows }, (_, row) => row);
  const start = new Float64Array(design.columns);
  const middle = fit({ design, isWon, rows, lambda: LAMBDAS[FIRST] ?? 1 }, { start, tolerance: ROUGH });
  const parts = partsOf(design, foldOf, rows, middle);
  const best = search((lambda, near) =>
    attempt(design, isWon, parts, lambda, near?.weights ?? parts.map(() => middle)),
  );
  const weights = fit({ design, isWon, rows, lambda: best.lambda }, { start: middle, tolerance: EXACT });
  return { lambda: best.lambda, weights, logOdds: best.logOdds };
}

/** The Hessian hardly depends on which fold is left out, so that each is computed once. */
function partsOf(design: Design, foldOf: Uint8Array, rows: Int32Array, weights: Float64Array): Part[] {
  const insides = Array.from({ length: FOLDS }, (_, fold) => rows.filter((row) => foldOf[row] === fold));
  const hessians = insides.map((inside) => hessianAt({ design }, weights, inside));
  const total = new Float64Array(design.columns * design.columns);
  for (const hessian of hessians)
    for (let at = 0; at < total.length; at++) total[at] = (total[at] ?? 0) + (hessian[at] ?? 0);
  return insides.map((inside, fold) => ({
    inside,
    outside: rows.filter((row) => foldOf[row] !== fold),
    hessian: total.map((value, at) => value - (hessians[fold]?.[at] ?? 0)),
  }));
}

/** From the middle in the direction in which the loss falls, as long as it does. */
function search(attempt: (lambda: number, near?: Tried) => Tried): Tried {
  let best = attempt(LAMBDAS[FIRST] ?? 1);
  for (const direction of [1, -1]) {
    const before = best;
    for (let index = FIRST + direction; LAMBDAS[index] !== undefined; index += direction) {
      const next = attempt(LAMBDAS[index] ?? 1, best);
      if (next.loss >= best.loss) break;
      best = next;
    }
    if (best !== before) break;
  }
  return best;
}

function attempt(design: Design, isWon: Uint8Array, parts: Part[], lambda: number, starts: Float64Array[]): Tried {
  const logOdds = new Float64Array(design.rows);
  let loss = 0;
  const weights = parts.map(({ inside, outside, hessian }, fold) => {
    const start = starts[fold] ?? new Float64Array(design.columns);
    const fitted = fit({ design, isWon, rows: outside, lambda }, { start, hessian, tolerance: ROUGH });
    for (const row of inside) {
      logOdds[row] = logOddsOf(design, fitted, row);
      loss += logLoss(logOdds[row] ?? 0, isWon[row] ?? 0);
    }
    return fitted;
  });
  return { lambda, loss, logOdds, weights };
}
