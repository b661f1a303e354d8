import type { ChatBody, WholeAnswer } from '../providers/answers/chat-completion.js';
import { isCut } from '../providers/answers/finish-reason.js';
import { jsonDocumentsIn } from '../providers/answers/json-in-text.js';
import type { LlmThreads } from '../threads/llm-threads.service.js';
import { ownCheckOf } from './own-schemas.js';

/** What is wrong with an answer that arrived whole; `unchecked` if its schema takes too long to check. */
export type AnswerProblem = 'truncated' | 'invalid' | 'unchecked';

/** An answer, and what is wrong with it. */
export interface CheckedAnswer {
  answer: WholeAnswer;
  problem: AnswerProblem | undefined;
}

const UNCHECKED = 'unchecked';

/** Most characters that are parsed or searched at once, which takes less than a millisecond. */
const SHORT_ANSWER = 65_536;

/**
 * Checks each choice of an answer to a request for structured output; free text is not checked. JSON that stands in a fence, behind
 * a model's thinking or between words is taken out, so that it need not be paid for again.
 * @param owner who waits for the check
 */
export function checkAnswer(
  body: ChatBody,
  answer: WholeAnswer,
  threads: LlmThreads,
  owner: string,
): CheckedAnswer | Promise<CheckedAnswer> {
  const { type } = body.response_format ?? {};
  const isStructured = type === 'json_schema' || type === 'json_object';
  return isStructured ? checkStructured(body, answer, threads, owner) : { answer, problem: undefined };
}

async function checkStructured(
  body: ChatBody,
  answer: WholeAnswer,
  threads: LlmThreads,
  owner: string,
): Promise<CheckedAnswer> {
  const { type, json_schema } = body.response_format ?? {};
  if (answer.finishReasons.some(isCut)) return { answer, problem: 'truncated' };
  const { schema } = (type === 'json_schema' ? (json_schema ?? {}) : {}) as { schema?: unknown };
  const isShort = answer.text.length <= SHORT_ANSWER;
  const contents: string[] = [];
  for (const content of answer.contents) {
    // A refusal, or a call of a tool, is an answer in itself.
    const documents = content === '' || !isShort ? [content] : jsonDocumentsIn(content);
    const isSimple = content === '' || (type === 'json_object' && isShort);
    const found = isSimple ? documents[0] : await firstValid(documents, schema, threads, owner);
    if (found === undefined || found === UNCHECKED) return { answer, problem: found ?? 'invalid' };
    contents.push(found);
  }
  const isSame = contents.every((content, index) => content === answer.contents[index]);
  return { answer: isSame ? answer : withContents(answer, contents), problem: undefined };
}

/** The first of the documents that matches the schema. A check that takes too long for one does so for all. */
async function firstValid(documents: readonly string[], schema: unknown, threads: LlmThreads, owner: string) {
  for (const document of documents) {
    const check = document.length <= SHORT_ANSWER ? ownCheckOf(schema) : undefined;
    const isValid = check?.(document) ?? (await threads.isValid(document, schema, owner));
    if (isValid === UNCHECKED) return isValid;
    if (isValid) return document;
  }
  return undefined;
}

/** The answer with these texts in place of what its choices had. */
function withContents(answer: WholeAnswer, contents: string[]): WholeAnswer {
  const body = JSON.parse(answer.text) as { choices: ({ message?: { content: unknown } | null } | null)[] };
  for (const [index, content] of contents.entries()) {
    const message = body.choices[index]?.message;
    if (message != null && content !== answer.contents[index]) message.content = content;
  }
  return { ...answer, content: contents[0] ?? '', contents, text: JSON.stringify(body) };
}
