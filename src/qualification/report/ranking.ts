import { CONFIDENCE } from '../learning/metrics.js';
import type { Measured } from './proportion.js';

/** Scores of leads, and how these ended. */
export interface Ranking {
  scores: Float64Array;
  isWon: Uint8Array;
  /** Equal for leads that belong together. */
  groupOf: Int32Array;
}

/** Halvings of a range of 1 until it is smaller than any number shown. */
const HALVINGS = 40;

/**
 * The chance that a won lead stands above a lost one (AUC), with its 95 % interval; equal scores count half. The interval is
 * the wider of DeLong's, in which leads of one group count as one, and Newcombe's fifth, which has a width where every won lead
 * stands above every lost one.
 * @returns `undefined` unless there are won and lost leads
 */
export function aucOf({ scores, isWon, groupOf }: Ranking): Measured | undefined {
  const influence = influenceOf(scores, isWon);
  if (influence === undefined) return undefined;
  const { auc, parts, won, lost } = influence;
  const reach = CONFIDENCE * clusteredError(parts, groupOf);
  const low = Math.min(auc - reach, newcombeLow(auc, won, lost));
  const high = Math.max(auc + reach, 1 - newcombeLow(1 - auc, won, lost));
  return { value: auc, low: Math.max(0, low), high: Math.min(1, high) };
}

/** Two scores of the same leads. */
export interface Difference {
  first: number;
  second: number;
  /** The AUC of the second less that of the first. */
  difference: Measured;
}

/**
 * How much better the second scores rank than the first, by DeLong's method for the same leads.
 * @returns `undefined` unless there are won and lost leads
 */
export function compareRankings(first: Ranking, second: Float64Array): Difference | undefined {
  const [one, other] = [influenceOf(first.scores, first.isWon), influenceOf(second, first.isWon)];
  if (one === undefined || other === undefined) return undefined;
  const value = other.auc - one.auc;
  const parts = other.parts.map((part, row) => part - (one.parts[row] ?? 0));
  const reach = CONFIDENCE * clusteredError(parts, first.groupOf);
  return { first: one.auc, second: other.auc, difference: { value, low: value - reach, high: value + reach } };
}

interface Influence {
  auc: number;
  /** What each lead adds to the error of the AUC; they sum to 0. */
  parts: Float64Array;
  won: number;
  lost: number;
}

/** DeLong's components by midranks: the rank among all, less the rank among one's own kind. */
function influenceOf(scores: Float64Array, isWon: Uint8Array): Influence | undefined {
  const won = isWon.reduce((sum, one) => sum + one, 0);
  const lost = isWon.length - won;
  if (won === 0 || lost === 0) return undefined;
  const all = midranks(scores, () => true);
  const ofWon = midranks(scores, (row) => isWon[row] === 1);
  const ofLost = midranks(scores, (row) => isWon[row] !== 1);
  // The part of the other kind that a won lead stands above, and a lost one stands below.
  const places = scores.map((_, row) =>
    isWon[row] === 1 ? ((all[row] ?? 0) - (ofWon[row] ?? 0)) / lost : 1 - ((all[row] ?? 0) - (ofLost[row] ?? 0)) / won,
  );
  const auc = places.reduce((sum, place, row) => sum + (isWon[row] === 1 ? place : 0), 0) / won;
  return { auc, parts: places.map((place, row) => (place - auc) / (isWon[row] === 1 ? won : lost)), won, lost };
}

/** Ranks from 1 among the rows that count; equal scores share the mean of their ranks. */
function midranks(scores: Float64Array, counts: (row: number) => boolean): Float64Array {
  const order = Int32Array.from(scores.keys()).filter(counts);
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const ranks = new Float64Array(scores.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) end++;
    for (const row of order.subarray(start, end)) ranks[row] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** The standard error of a sum of parts, of which those of one group belong together (Obuchowski 1997). */
function clusteredError(parts: Float64Array, groupOf: Int32Array): number {
  const sums = new Map<number, number>();
  parts.forEach((part, row) => {
    const group = groupOf[row] ?? 0;
    sums.set(group, (sums.get(group) ?? 0) + part);
  });
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return Math.sqrt((squares * sums.size) / Math.max(1, sums.size - 1));
}

/** The lower end of Newcombe's fifth interval (2006): the AUC from which `auc` is just as far as the interval reaches. */
function newcombeLow(auc: number, won: number, lost: number): number {
  const half = (won + lost) / 2;
  const reachAt = (truth: number) => {
    const shrink = 2 * half - 1 - (3 * half - 3) / ((2 - truth) * (1 + truth));
    return CONFIDENCE * Math.sqrt((truth * (1 - truth) * Math.max(0, shrink)) / (won * lost));
  };
  let [low, high] = [0, auc];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (middle + reachAt(middle) < auc) low = middle;
    else high = middle;
  }
  return low;
}
