import { isModelName } from './model-name.js';
import { ProviderFailure } from './provider-failure.js';
import type { WholeAnswer } from './chat-completion.js';
import type { TokenCounts } from './price.js';

interface FunctionCall {
  name?: unknown;
  arguments?: unknown;
}

interface Message {
  content?: unknown;
  refusal?: unknown;
  reasoning?: unknown;
  reasoning_content?: unknown;
  tool_calls?: unknown;
  function_call?: FunctionCall | null;
}

type Choice = { message?: Message | null; finish_reason?: unknown } | null;

/**
 * Reads an answer in one piece. Status 200 proves nothing: the body may have no choice.
 * @throws ProviderFailure for what is no chat completion
 */
export function readWholeAnswer(text: string, answer: unknown, model: string): WholeAnswer {
  const { choices, usage, model: answered } = (answer ?? {}) as Record<string, unknown>;
  if (!Array.isArray(choices) || choices.length === 0) {
    throw new ProviderFailure('malformed', 'An answer without a choice', { status: 200 });
  }
  const all = choices as Choice[];
  const [first] = all;
  if (typeof first?.message !== 'object' || first.message === null) {
    throw new ProviderFailure('malformed', 'A choice without a message', { status: 200 });
  }
  const { content } = first.message;
  return {
    text,
    content: typeof content === 'string' ? content : '',
    completionText: all.map((choice) => wordsOf(choice?.message)).join('\n'),
    model: isModelName(answered) ? answered : model,
    reportedUsage: readUsage(usage),
    finishReasons: all.map((choice) => textOrNull(choice?.finish_reason)),
  };
}

/** All text of a message or a delta: content, refusal, reasoning and tool calls. */
export function wordsOf(message: object | null | undefined): string {
  const { content, refusal, reasoning, reasoning_content, tool_calls, function_call } = (message ?? {}) as Message;
  const calls = Array.isArray(tool_calls)
    ? tool_calls.map((call: { function?: FunctionCall | null } | null) => call?.function)
    : [];
  const written = [...calls, function_call].flatMap((call) => [call?.name, call?.arguments]);
  const texts = [content, refusal, reasoning ?? reasoning_content, ...written];
  return texts.filter((text) => typeof text === 'string').join('');
}

/** Token counts, where they are valid: whole, not negative, the cached ones part of the prompt. */
export function readUsage(usage: unknown): TokenCounts | undefined {
  const { prompt_tokens, completion_tokens, prompt_tokens_details } = (usage ?? {}) as Record<string, unknown>;
  if (!isCount(prompt_tokens) || !isCount(completion_tokens)) return undefined;
  const { cached_tokens } = (prompt_tokens_details ?? {}) as Record<string, unknown>;
  const cached = isCount(cached_tokens) ? Math.min(cached_tokens, prompt_tokens) : 0;
  return { prompt: prompt_tokens, cached, completion: completion_tokens };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
