import { CONFIDENCE } from '../learning/metrics.js';

/** A number that was measured, with its 95 % interval. */
export interface Measured {
  value: number;
  low: number;
  high: number;
}

/** The part `hits` of `all`, with Wilson's interval, which holds for small numbers, too; `undefined` of nothing. */
export function proportion(hits: number, all: number): Measured | undefined {
  if (all === 0) return undefined;
  const value = hits / all;
  const square = CONFIDENCE ** 2;
  const middle = value + square / (2 * all);
  const reach = CONFIDENCE * Math.sqrt((value * (1 - value)) / all + square / (4 * all * all));
  const scale = 1 + square / all;
  return { value, low: Math.max(0, (middle - reach) / scale), high: Math.min(1, (middle + reach) / scale) };
}

/** What the best part of the leads holds. */
export interface TopPart {
  leads: number;
  won: number;
  lift: Measured;
}

/**
 * The won leads in the part of the leads with the highest scores. Of leads that share the lowest score in it, as many count as
 * there is room for, each by their won rate: the order within a score means nothing.
 * @returns `undefined` where no lead was won
 */
export function topPart(scores: Float64Array, isWon: Uint8Array, part: number): TopPart | undefined {
  const total = isWon.reduce((sum, one) => sum + one, 0);
  if (total === 0) return undefined;
  const room = scores.length * part;
  const order = Int32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  let won = 0;
  for (let start = 0; start < room;) {
    let [end, wonHere] = [start, 0];
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) {
      wonHere += isWon[order[end++] ?? 0] ?? 0;
    }
    won += wonHere * Math.min(1, (room - start) / (end - start));
    start = end;
  }
  const found = proportion(won, total) ?? { value: 0, low: 0, high: 0 };
  const lift = { value: found.value / part, low: found.low / part, high: found.high / part };
  return { leads: room, won, lift };
}
