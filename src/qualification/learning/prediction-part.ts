import type { LearnedPartResponse } from '../../leads/dto/factors.dto.js';

/**
 * What one field does to the odds of a lead, as it is stored with the score. The value is `null` for all words that the notes lack.
 * There are no counts where they would contradict the factor.
 */
export type PredictionPart = LearnedPartResponse;

/** A part with the logarithm of its factor: these add up. */
export interface WeighedPart {
  part: PredictionPart;
  logFactor: number;
}

/** @param counts leads that say the same, and those of them that were won */
export function weighed(
  field: string,
  value: string | null,
  logFactor: number,
  counts?: { leads: number; won: number },
): WeighedPart {
  return { part: partOf(field, value, Math.exp(logFactor), counts), logFactor };
}

export function partOf(
  field: string,
  value: string | null,
  factor: number,
  counts?: { leads: number; won: number },
): PredictionPart {
  const rate = counts === undefined ? '' : `${percent(counts.won / counts.leads)} % of ${counts.leads} won, `;
  const reason = `${value === null ? field : `${field} = ${value}`}: ${rate}odds x ${written(factor)}`;
  return { field, value, factor, ...counts, reason };
}

/** Two digits are enough to read, and keep what is not 1 from looking like it. */
function written(factor: number): string {
  if (factor >= 10) return factor >= 1e6 ? factor.toExponential(1) : String(Math.round(factor));
  return factor < 1e-3 ? factor.toExponential(1) : String(Number(factor.toPrecision(2)));
}

/** A share as percent: whole ones, but near the ends. */
export function percent(share: number): string {
  const rounded = Math.round(100 * share);
  if (rounded > 0 && rounded < 100) return String(rounded);
  return String(Math.round(1_000 * share) / 10);
}
