import type { ChatBody, WholeAnswer } from '../providers/answers/chat-completion.js';
import { isCut } from '../providers/answers/finish-reason.js';
import { jsonIn } from '../providers/answers/json-in-text.js';
import type { LlmThreads } from '../threads/llm-threads.service.js';

/** What is wrong with an answer that arrived whole; `unchecked` if its schema takes too long to check. */
export type AnswerProblem = 'truncated' | 'invalid' | 'unchecked';

/** An answer, and what is wrong with it. */
export interface CheckedAnswer {
  answer: WholeAnswer;
  problem: AnswerProblem | undefined;
}

/** Most characters that are parsed or searched at once, which takes less than a millisecond. */
const SHORT_ANSWER = 65_536;

/**
 * Checks an answer to a request for structured output; free text is not checked. JSON that stands in a fence, behind a model's
 * thinking or between words is taken out, so that it need not be paid for again.
 * @param owner who waits for the check
 */
export async function checkAnswer(
  body: ChatBody,
  answer: WholeAnswer,
  threads: LlmThreads,
  owner: string,
): Promise<CheckedAnswer> {
  const { type, json_schema } = body.response_format ?? {};
  if (type !== 'json_schema' && type !== 'json_object') return { answer, problem: undefined };
  const wasCut = answer.finishReasons.some(isCut);
  // A refusal, or a call of a tool, is an answer in itself.
  if (answer.content === '' && !isCut(answer.finishReasons[0])) return { answer, problem: undefined };
  if (wasCut) return { answer, problem: 'truncated' };
  const { schema } = (type === 'json_schema' ? (json_schema ?? {}) : {}) as { schema?: unknown };
  const found = answer.text.length <= SHORT_ANSWER ? jsonIn(answer.content) : answer.content;
  if (found === undefined) return { answer, problem: 'invalid' };
  const isSimple = type === 'json_object' && found.length <= SHORT_ANSWER && answer.text.length <= SHORT_ANSWER;
  const isValid = isSimple || (await threads.isValid(found, schema, owner));
  if (isValid !== true) return { answer, problem: isValid === 'unchecked' ? isValid : 'invalid' };
  return { answer: found === answer.content ? answer : withContent(answer, found), problem: undefined };
}

/** The answer with `content` in place of what its first choice had. */
function withContent(answer: WholeAnswer, content: string): WholeAnswer {
  const body = JSON.parse(answer.text) as { choices: { message: { content: unknown } }[] };
  const [first] = body.choices;
  if (first !== undefined) first.message.content = content;
  return { ...answer, content, text: JSON.stringify(body) };
}
