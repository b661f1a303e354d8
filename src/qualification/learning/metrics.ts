import { probabilityOf } from './ridge.js';

/** Standard errors on each side of an interval that holds the truth 19 times of 20. */
export const CONFIDENCE = 1.96;
const BINS = 10;

/** How well scores rank: the chance that a won lead stands above a lost one, with its 95 % interval. */
export interface Auc {
  auc: number;
  low: number;
  high: number;
}

/** DeLong's method: ranks among all, less ranks among one's own kind. `undefined` unless both kinds are there. */
export function aucOf(scores: Float64Array, isWon: Uint8Array): Auc | undefined {
  const won = scores.filter((_, row) => isWon[row] === 1);
  const lost = scores.filter((_, row) => isWon[row] !== 1);
  if (won.length === 0 || lost.length === 0) return undefined;
  const [sortedWon, sortedLost] = [won.toSorted(), lost.toSorted()];
  const above = won.map((score) => placeIn(sortedLost, score));
  const below = lost.map((score) => 1 - placeIn(sortedWon, score));
  const auc = meanOf(above);
  const error = Math.sqrt(varianceOf(above) / won.length + varianceOf(below) / lost.length);
  return { auc, low: Math.max(0, auc - CONFIDENCE * error), high: Math.min(1, auc + CONFIDENCE * error) };
}

/** The part of sorted numbers that are smaller; equal ones count half. */
function placeIn(sorted: Float64Array, value: number): number {
  return (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / (2 * sorted.length);
}

function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = sorted[middle] ?? 0;
    if (there < value || (orEqual && there === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface CalibrationBin {
  leads: number;
  won: number;
  /** Mean probability. */
  predicted: number;
}

/** Tenths of the leads by their log odds: what was predicted, and what came. */
export function calibrationOf(logOdds: Float64Array, isWon: Uint8Array): { bins: CalibrationBin[]; ece: number } {
  const order = Int32Array.from(logOdds.keys()).sort((a, b) => (logOdds[a] ?? 0) - (logOdds[b] ?? 0) || a - b);
  const bins = Array.from({ length: BINS }, (_, bin) => {
    const rows = order.subarray(Math.round((bin * order.length) / BINS), Math.round(((bin + 1) * order.length) / BINS));
    const won = rows.reduce((sum, row) => sum + (isWon[row] ?? 0), 0);
    const predicted = rows.reduce((sum, row) => sum + probabilityOf(logOdds[row] ?? 0), 0) / Math.max(1, rows.length);
    return { leads: rows.length, won, predicted };
  }).filter(({ leads }) => leads > 0);
  const error = bins.reduce((sum, { leads, won, predicted }) => sum + Math.abs(won - leads * predicted), 0);
  return { bins, ece: error / Math.max(1, order.length) };
}

/** The mean of `values`, and its standard error where those of one group belong together. */
export function groupedMean(
  values: Float64Array,
  groupOf: Int32Array,
  groups: number,
): { mean: number; error: number } {
  const mean = meanOf(values);
  const sums = new Float64Array(groups);
  values.forEach((value, row) => {
    const group = groupOf[row] ?? 0;
    sums[group] = (sums[group] ?? 0) + value - mean;
  });
  const squares = sums.reduce((sum, value) => sum + value * value, 0);
  return { mean, error: Math.sqrt((squares * groups) / Math.max(1, groups - 1)) / values.length };
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
}
