import { type Schema, Validator } from '@cfworker/json-schema';
import type { ChatBody, WholeAnswer } from '../providers/chat-completion.js';

/** What is wrong with an answer that arrived whole. */
export type AnswerProblem = 'truncated' | 'invalid';

/**
 * What is wrong with an answer to a request for structured output; `undefined` if nothing is, and for free text, which is not
 * checked.
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

/** A schema that cannot be read, or has patterns of the caller's, which may run forever, is not checked. */
function fits(value: unknown, schema: Schema): boolean {
  if (JSON.stringify(schema).includes('"pattern')) return true;
  try {
    return new Validator(schema, '2020-12').validate(value).valid;
  } catch {
    return true;
  }
}
