import type { ChatBody } from './answers/chat-completion.js';
import { isNamedLength, lengthProblemIn, type LengthProblem } from './failures/context-length.js';
import { namesOf } from './failures/error-words.js';
import type { ProviderFailure, UpstreamError } from './failures/provider-failure.js';
import { type Adaptation, type Lesson, knows } from './known-habits.js';
import { isDroppable, STRUCTURED_OUTPUTS, TOKENS_FIELDS } from './provider-habits.js';
import { fieldByName, refusedFields, refusesFormat } from './refused-fields.js';
import { idLengthIn } from './tool-call-ids.js';

const SMALLEST_WINDOW = 256;
/** A prompt that is shorter was hardly refused because of a window that the error does not even name. */
const LONG_PROMPT = 1_000;
const CHARACTERS_PER_TOKEN = 4;

/** A request as it was sent. */
export interface SentRequest extends Adaptation {
  wire: ChatBody;
  model: string;
  /** Who asked: an API key, or a workspace without one. */
  caller: string;
  /** Whether the caller limited the tokens of the answer. */
  hasOwnLimit: boolean;
}

/** What a refusal says that the provider does not take of this request, and could go without. */
export function lessonsIn(error: UpstreamError, sent: SentRequest): Lesson[] {
  const named = fieldByName(error, sent.wire);
  const fields = refusedFields(error, sent.wire).flatMap((field) => lessonOf(field, named === field, sent) ?? []);
  return [...fields, ...formatLessons(error, sent.wire), ...idLessons(error, sent)];
}

/** Once it is known, another length would not help: the refused id is not one of those that were sent. */
function idLessons({ message }: UpstreamError, { known }: SentRequest): Lesson[] {
  const length = known.habits.toolCallIdLength === undefined ? idLengthIn(message) : undefined;
  return length === undefined ? [] : [{ habit: 'tool_call_id_length', value: String(length), isCertain: false }];
}

function lessonOf(field: string, isCertain: boolean, { known }: SentRequest): Lesson | undefined {
  if (field === 'stream_options') return { habit: 'stream_options', value: 'false', isCertain };
  const refused = TOKENS_FIELDS.find((one) => one === field);
  const other = refused === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  // Where the other name was refused before, neither is sent.
  const isFirst = !known.facts.some(({ habit }) => habit === 'tokens_field');
  if (refused !== undefined && isFirst) return { habit: 'tokens_field', value: other, isCertain };
  const lesson: Lesson = { habit: 'drop_fields', value: field, isCertain };
  return isDroppable(field) && !knows(known, lesson) ? lesson : undefined;
}

function formatLessons(error: UpstreamError, wire: ChatBody): Lesson[] {
  if (!refusesFormat(error, wire)) return [];
  const next = STRUCTURED_OUTPUTS[STRUCTURED_OUTPUTS.findIndex((one) => one === wire.response_format?.type) + 1];
  const isCertain = error.param?.startsWith('response_format') === true;
  return next === undefined ? [] : [{ habit: 'structured_output', value: next, isCertain }];
}

/** What a refusal because of length says of the request, and of the window. */
export interface LengthLesson extends LengthProblem {
  lessons: Lesson[];
}

/** @param known the window as it was taken to be, in tokens */
export function lengthLessonIn(
  { message, facts }: ProviderFailure,
  { wire }: SentRequest,
  known: number,
): LengthLesson {
  const prompt = Math.ceil(JSON.stringify(wire.messages).length / CHARACTERS_PER_TOKEN);
  const maxTokens = wire.max_completion_tokens ?? wire.max_tokens ?? 0;
  const problem = lengthProblemIn(message, { prompt, maxTokens });
  // No text has more tokens than bytes: what is larger than all of the request is not what it exceeds.
  const most = Buffer.byteLength(JSON.stringify(wire)) + maxTokens;
  const window = problem.window !== undefined && problem.window <= most ? problem.window : undefined;
  const guess = problem.isPrompt && prompt >= LONG_PROMPT ? Math.min(known, prompt) : undefined;
  const isCertain = window !== undefined && isNamedLength(namesOf(facts.upstream));
  const lessons: Lesson[] = [];
  const learned = window ?? guess;
  if (learned !== undefined) {
    lessons.push({ habit: 'context_window', value: String(Math.max(learned, SMALLEST_WINDOW)), isCertain });
  }
  // As with the window, more than was asked for is not what it exceeds.
  const { answerLimit = maxTokens } = problem;
  if (answerLimit < maxTokens) {
    const isNamed = TOKENS_FIELDS.some((field) => field === facts.upstream?.param);
    lessons.push({ habit: 'max_tokens', value: String(answerLimit), isCertain: isNamed });
  }
  return { ...problem, window, lessons };
}
