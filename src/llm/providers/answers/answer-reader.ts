import type { ChatBody, WholeAnswer } from './chat-completion.js';
import { contentOfEnvelope } from './answer-envelope.js';
import { contentOf, hasContent, wordsOf } from './answer-words.js';
import { type Choice, type GivenChoice, messageOf } from './choice-deltas.js';
import { inOrder } from './choice-indexes.js';
import { finishReasonOf, isStop, reasonOfCutCalls, withReason } from './finish-reason.js';
import { isUnclosed } from './json-in-text.js';
import { isModelName } from './model-name.js';
import { toText } from './packed-logprobs.js';
import type { TokenCounts } from './price.js';
import { readFailure } from '../failures/failure-reader.js';
import { emptyAnswer, ProviderFailure } from '../failures/provider-failure.js';
import {
  believable,
  isOfNoTokens,
  isOfProtocol,
  readUsage,
  sumUsage,
  toProtocol,
  usageBeside,
} from './usage-reader.js';

/** An answer in one piece, as text and as what it says. */
export interface AnswerBody {
  text: string;
  value: unknown;
  /** The text with the envelope that was around it. Of a long list of vectors `text` has only what was read. */
  enveloped?: string;
}

/** An answer without the envelope of a gateway around it. */
export function withoutEnvelope(text: string, value: unknown): AnswerBody {
  const inner = contentOfEnvelope(value);
  return inner === undefined ? { text, value } : { text: toText(inner), value: inner, enveloped: text };
}

/**
 * Reads an answer in one piece. Status 200 proves nothing: the body may have no choice.
 * @throws ProviderFailure for what is no chat completion
 */
export function readWholeAnswer({ text, value }: AnswerBody, request: ChatBody, model: string): WholeAnswer {
  const answer = (value ?? {}) as Record<string, unknown>;
  const { choices, model: answered } = answer;
  if (!Array.isArray(choices) || choices.length === 0) {
    throw readFailure(200, {}, value);
  }
  const given = choices as (GivenChoice | null)[];
  const all = inOrder(given.map(withMessage));
  // Of more choices than were asked for, the others do not matter.
  if (!all.slice(0, request.n ?? 1).every(hasMessage)) {
    throw new ProviderFailure('malformed', 'A choice without a message', { status: 200 });
  }
  const contents = all.map((choice) => contentOf(choice?.message ?? {}));
  const completionText = all.map((choice) => wordsOf(choice?.message ?? {})).join('\n');
  const reasons = all.map((choice) => reasonOf(choice));
  const isOpen = reasons.includes(null);
  if (completionText.trim() === '' && isOfNoTokens(readUsage(usageBeside(answer))) && isSilent(all, reasons)) {
    throw emptyAnswer();
  }
  const ended = all.map((choice, index) => choice && withReason(choice, reasons[index] ?? reasonFor(choice)));
  const isSame = ended.every((choice, index) => choice === given[index]);
  const reportedUsage = usageIn(answer, all, completionText.trim() !== '');
  const lacksUsage = reportedUsage !== undefined && !isOfProtocol(answer.usage);
  // Clients refuse an answer whose usage is no object or of negative numbers, or add them up.
  const isAbsurd = !lacksUsage && answer.usage != null && readUsage(answer.usage) === undefined;
  const usage = lacksUsage ? { usage: toProtocol(answer.usage, reportedUsage) } : isAbsurd ? { usage: undefined } : {};
  // Clients take an error for one, even where it says nothing.
  const isRight = isSame && !lacksUsage && !isAbsurd && answer.error == null;
  return {
    text: isRight ? text : toText({ ...answer, ...usage, choices: ended, error: undefined }),
    choices: ended,
    content: contents[0] ?? '',
    contents,
    completionText,
    completionLength: completionText.length,
    model: isModelName(answered) ? answered : model,
    reportedUsage,
    finishReasons: all.map((choice, index) => reasons[index] ?? reasonFor(choice)),
    isFlawed: isOpen || all.length < (request.n ?? 1),
  };
}

/** The choice with a message, where it has its text in another place. */
function withMessage(choice: GivenChoice | null): Choice | null {
  const message = choice === null ? undefined : messageOf(choice);
  if (choice === null || message === choice.message) return choice as Choice | null;
  return { ...choice, text: undefined, delta: undefined, message };
}

function hasMessage(choice: Choice | null): boolean {
  return typeof choice?.message === 'object' && choice.message !== null;
}

/** What a body reports beside no answer, or one that cannot be used. */
export function usageOfFailed(body: unknown): TokenCounts | undefined {
  const answer = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return usageIn(answer, Array.isArray(answer.choices) ? (answer.choices as (Choice | null)[]) : [], false);
}

/** In the body, in Groq's place, or in the choices; zeros in one of them do not hide what another one says. */
function usageIn(answer: Record<string, unknown>, choices: (Choice | null)[], hasWords: boolean) {
  const ofChoices = sumUsage(choices.flatMap((choice) => readUsage(choice?.usage) ?? []));
  const { usage } = (answer.x_groq ?? {}) as { usage?: unknown };
  const reported = [readUsage(usageBeside(answer)), readUsage(usage), ofChoices].map((one) =>
    believable(one, hasWords),
  );
  return reported.find((one) => one !== undefined);
}

/** Why a choice ended; one whose calls of tools end in the middle of their arguments was cut. */
function reasonOf(choice: Choice | null): string | null {
  const reason = finishReasonOf(choice ?? {});
  const { tool_calls: calls } = choice?.message ?? {};
  return Array.isArray(calls) && calls.some(isCutCall) ? reasonOfCutCalls(reason) : reason;
}

function isCutCall(call: unknown): boolean {
  const { arguments: given } = (call as { function?: { arguments?: unknown } | null } | null)?.function ?? {};
  return typeof given === 'string' && isUnclosed(given);
}

/** Whether choices have nothing to say, and do not tell why. */
function isSilent(choices: readonly (Choice | null)[], reasons: readonly (string | null)[]): boolean {
  return (
    reasons.every((reason) => reason === null || isStop(reason)) &&
    choices.every((choice) => !hasContent(choice?.message ?? {}, ''))
  );
}

/** An answer that arrived whole has ended, whether its provider says so or not. */
function reasonFor(choice: Choice | null): string {
  const { tool_calls } = choice?.message ?? {};
  return Array.isArray(tool_calls) && tool_calls.length > 0 ? 'tool_calls' : 'stop';
}
