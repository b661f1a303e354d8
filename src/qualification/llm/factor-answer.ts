import { ownSchema } from '../../llm/router/own-schemas.js';
import { parseStrictJson } from '../../validation/strict-json.js';
import { textProblem } from '../../validation/text.decorator.js';
import type { FactorScore } from '../../leads/lead-score.js';
import type { RatedFactors } from '../scoring.js';

const MAX_TEXT = 4_000;
/** Of an answer that has eleven. */
const MAX_VALUES = 100;

const FACTOR = {
  type: 'object',
  properties: { score: { type: 'number' }, reason: { type: 'string' } },
  required: ['score', 'reason'],
  additionalProperties: false,
};

/** What the model must answer. Ranges are not part of it, as constrained decoding does not know them: they are checked here. */
export const FACTOR_SCHEMA = {
  name: 'lead_factors',
  schema: ownSchema({
    type: 'object',
    properties: {
      company_fit: FACTOR,
      contact_quality: FACTOR,
      sales_potential: FACTOR,
      reasoning: { type: 'string' },
    },
    required: ['company_fit', 'contact_quality', 'sales_potential', 'reasoning'],
    additionalProperties: false,
  }),
};

/** An answer that cannot be used; the message says why, to the model and in the log. */
export class UnusableAnswerError extends Error {}

export interface FactorAnswer {
  factors: RatedFactors;
  reasoning: string;
}

/**
 * Reads a model's answer. Nothing is guessed, filled in or clamped: a score that is not there is not made up.
 * @throws UnusableAnswerError
 */
export function readFactorAnswer(text: string): FactorAnswer {
  const answer = parse(text);
  refuseOthers(answer, FACTOR_SCHEMA.schema.required, 'the answer');
  const factors = {
    company_fit: readFactor(answer, 'company_fit'),
    contact_quality: readFactor(answer, 'contact_quality'),
    sales_potential: readFactor(answer, 'sales_potential'),
  };
  return { factors, reasoning: readText(answer.reasoning, 'reasoning') };
}

function parse(text: string): Record<string, unknown> {
  try {
    const answer = parseStrictJson(text, MAX_VALUES);
    if (isObject(answer)) return answer;
  } catch {
    throw new UnusableAnswerError('it is not JSON, or gives a key twice');
  }
  throw new UnusableAnswerError('it is not a JSON object');
}

function readFactor(answer: Record<string, unknown>, name: string): FactorScore {
  const factor = answer[name];
  if (!isObject(factor)) throw new UnusableAnswerError(`${name} is missing`);
  refuseOthers(factor, FACTOR.required, name);
  const { score, reason } = factor;
  if (typeof score !== 'number') throw new UnusableAnswerError(`${name}.score is not a number`);
  if (!(score >= 0 && score <= 100)) throw new UnusableAnswerError(`${name}.score is not between 0 and 100`);
  return { score, reason: readText(reason, `${name}.reason`) };
}

function refuseOthers(value: Record<string, unknown>, known: string[], name: string): void {
  const other = Object.keys(value).find((key) => !known.includes(key));
  if (other !== undefined) throw new UnusableAnswerError(`${name} has a member "${other.slice(0, 50)}" too many`);
}

function readText(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw new UnusableAnswerError(`${name} is missing`);
  if (value.length > MAX_TEXT) throw new UnusableAnswerError(`${name} is longer than ${MAX_TEXT} characters`);
  const problem = textProblem(value, true);
  if (problem !== undefined) throw new UnusableAnswerError(`${name} ${problem}`);
  return value.trim();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
