import { type Schema, Validator } from '@cfworker/json-schema';
import type { ChatBody, WholeAnswer } from '../providers/llm-provider.js';

/** What is wrong with an answer that came whole. */
export type AnswerProblem = 'truncated' | 'invalid';

/**
 * What is wrong with an answer to a request for structured output, or `undefined` if nothing is. Of an answer in free
 * text nobody but its caller can tell.
 */
export function problemOf(body: ChatBody, answer: WholeAnswer): AnswerProblem | undefined {
  const { type, json_schema } = body.response_format ?? {};
  if (type !== 'json_schema' && type !== 'json_object') return undefined;
  // A refusal, or a call of a tool, is an answer in itself.
  if (answer.content === '' && answer.finishReasons[0] !== 'length') return undefined;
  if (answer.finishReasons.includes('length')) return 'truncated';
  const { schema } = (json_schema ?? {}) as { schema?: Schema };
  return isValid(answer.content, schema) ? undefined : 'invalid';
}

function isValid(content: string, schema: Schema | undefined): boolean {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return false;
  }
  return schema === undefined || fits(value, schema);
}

/** A schema that cannot be read, or has regular expressions of its caller's, which may run for ever, is left to them. */
function fits(value: unknown, schema: Schema): boolean {
  if (JSON.stringify(schema).includes('"pattern')) return true;
  try {
    return new Validator(schema, '2020-12').validate(value).valid;
  } catch {
    return true;
  }
}
