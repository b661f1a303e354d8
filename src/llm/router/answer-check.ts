import type { ChatBody, WholeAnswer } from '../providers/chat-completion.js';
import type { LlmThreads } from '../threads/llm-threads.service.js';

/** What is wrong with an answer that arrived whole; `unchecked` if its schema takes too long to check. */
export type AnswerProblem = 'truncated' | 'invalid' | 'unchecked';

/** Most characters that are parsed at once, which takes less than a millisecond. */
const SHORT_ANSWER = 65_536;

/**
 * What is wrong with an answer to a request for structured output; `undefined` if nothing is, and for free text, which is not
 * checked.
 * @param owner who waits for the check
 */
export async function problemOf(
  body: ChatBody,
  answer: WholeAnswer,
  threads: LlmThreads,
  owner: string,
): Promise<AnswerProblem | undefined> {
  const { type, json_schema } = body.response_format ?? {};
  if (type !== 'json_schema' && type !== 'json_object') return undefined;
  // A refusal, or a call of a tool, is an answer in itself.
  if (answer.content === '' && answer.finishReasons[0] !== 'length') return undefined;
  if (answer.finishReasons.includes('length')) return 'truncated';
  const { schema } = (type === 'json_schema' ? (json_schema ?? {}) : {}) as { schema?: unknown };
  const { content } = answer;
  const isSimple = type === 'json_object' && content.length <= SHORT_ANSWER;
  const isValid = isSimple ? isJson(content) : await threads.isValid(content, schema, owner);
  if (isValid === 'unchecked') return isValid;
  return isValid ? undefined : 'invalid';
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
}
