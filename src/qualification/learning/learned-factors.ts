import type { LearnedFactorsResponse, LearnedPartResponse } from '../../leads/dto/factors.dto.js';
import type { Prediction, PredictionPart } from './predictor.js';

/** Parts that are kept with a score; the others are put together. */
const MOST_PARTS = 12;
/** Parts that a reasoning names. */
const NAMED_PARTS = 4;
const OTHER_FIELDS = 'other fields';

/** A prediction as it is stored with a score: its factors multiply to the odds, exactly. */
export function learnedFactors({ baseOdds, odds, parts }: Prediction): LearnedFactorsResponse {
  const shown = parts.length > MOST_PARTS ? [...parts.slice(0, MOST_PARTS - 1), together(parts)] : parts;
  return { base_odds: baseOdds, odds, parts: shown.map(partOf) };
}

/** What matters most, in a sentence. */
export function learnedReasoning({ probability, score, parts }: Prediction): string {
  const named = parts.slice(0, NAMED_PARTS).filter(({ factor }) => factor !== 1);
  const why = named.length === 0 ? 'nothing sets it apart' : named.map(reasonOf).join('; ');
  return `Won with a chance of ${percent(probability)} %, ranked above ${Math.round(score)} % of past leads: ${why}.`;
}

function partOf(part: PredictionPart): LearnedPartResponse {
  const { leads, won, ...others } = part;
  const counts = leads === undefined || won === undefined ? {} : { leads, won };
  return { ...others, ...counts, reason: reasonOf(part) };
}

/** All but the largest. The product is the same, whatever is in it. */
function together(parts: readonly PredictionPart[]): PredictionPart {
  const factor = parts.slice(MOST_PARTS - 1).reduce((product, part) => product * part.factor, 1);
  return { field: OTHER_FIELDS, value: null, factor };
}

/** `source = referral: 92 % of 534 won, odds x 7.5` */
function reasonOf({ field, value, factor, leads, won = 0 }: PredictionPart): string {
  const what = value === null ? field : `${field} = ${value}`;
  const rate = leads === undefined ? '' : `${percent(won / leads)} % of ${leads} won, `;
  return `${what}: ${rate}odds x ${written(factor)}`;
}

/** Two digits are enough to read, and keep what is not 1 from looking like it. */
function written(factor: number): string {
  if (factor >= 10) return factor >= 1e6 ? factor.toExponential(1) : String(Math.round(factor));
  return factor < 1e-3 ? factor.toExponential(1) : String(Number(factor.toPrecision(2)));
}

function percent(share: number): string {
  const rounded = Math.round(100 * share);
  if (rounded > 0 && rounded < 100) return String(rounded);
  return String(Math.round(1_000 * share) / 10);
}
