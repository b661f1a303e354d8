import type { LearnedFactorsResponse } from '../../leads/dto/factors.dto.js';
import { partOf, percent, type PredictionPart } from './prediction-part.js';
import type { Prediction } from './predictor.js';

/** Parts that are kept with a score; the others are put together. */
const MOST_PARTS = 12;
/** Parts that a reasoning names. */
const NAMED_PARTS = 4;
const OTHER_FIELDS = 'other fields';

/** A prediction as it is stored with a score: its factors multiply to the odds, exactly. */
export function learnedFactors({ baseOdds, odds, parts }: Prediction): LearnedFactorsResponse {
  const shown = parts.length > MOST_PARTS ? [...parts.slice(0, MOST_PARTS - 1), together(parts)] : parts;
  return { base_odds: baseOdds, odds, parts: shown };
}

/** What matters most, in a sentence. */
export function learnedReasoning({ probability, score, parts }: Prediction): string {
  const named = parts.slice(0, NAMED_PARTS).filter(({ factor }) => factor !== 1);
  const why = named.length === 0 ? 'nothing sets it apart' : named.map(({ reason }) => reason).join('; ');
  return `Won with a chance of ${percent(probability)} %, ranked above ${Math.round(score)} % of past leads: ${why}.`;
}

/** All but the largest. The product is the same, whatever is in it. */
function together(parts: readonly PredictionPart[]): PredictionPart {
  const factor = parts.slice(MOST_PARTS - 1).reduce((product, part) => product * part.factor, 1);
  return partOf(OTHER_FIELDS, null, factor);
}
