import type { CrossValidated } from './cross-validation.js';
import type { Design } from './design.js';
import { type Auc, aucOf } from './metrics.js';
import type { Observations } from './observations.js';
import { fit, logOddsOf } from './ridge.js';

const OLDEST = 0.8;
const TOLERANCE = 1e-7;

/** What a model of the oldest outcomes knows of the newest ones. */
export interface Forward {
  auc: Auc;
  /** Won rates of the oldest and of the newest outcomes. */
  wonBefore: number;
  wonAfter: number;
}

/** `undefined` where all outcomes came at once, or one part ended alike. */
export function forwardOf(
  { at, isWon }: Observations,
  design: Design,
  { weights, lambda }: CrossValidated,
): Forward | undefined {
  const times = at.toSorted();
  const border = times[Math.floor(OLDEST * times.length)] ?? 0;
  const all = Int32Array.from(at.keys());
  const [older, newer] = [all.filter((row) => (at[row] ?? 0) < border), all.filter((row) => (at[row] ?? 0) >= border)];
  const wonOf = (rows: Int32Array) => rows.reduce((sum, row) => sum + (isWon[row] ?? 0), 0);
  if (wonOf(older) === 0 || wonOf(older) === older.length) return undefined;
  const fitted = fit({ design, isWon, rows: older, lambda }, { start: weights, tolerance: TOLERANCE });
  const auc = aucOf(
    Float64Array.from(newer, (row) => logOddsOf(design, fitted, row)),
    Uint8Array.from(newer, (row) => isWon[row] ?? 0),
  );
  if (auc === undefined) return undefined;
  return { auc, wonBefore: wonOf(older) / older.length, wonAfter: wonOf(newer) / newer.length };
}
