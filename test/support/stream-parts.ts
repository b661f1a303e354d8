import { ProviderFailure } from '../../src/llm/providers/failures/provider-failure.js';
import type { ChatBody } from '../../src/llm/providers/answers/chat-completion.js';
import { StreamState } from '../../src/llm/providers/answers/stream-state.js';

export const MODEL = 'requested';
/** A stream that answers this request. */
export const state = (body: Partial<ChatBody> = {}) => new StreamState({ messages: [], ...body }, MODEL);

/** A chunk of a stream, as JSON. */
export const chunk = (delta: unknown, finish_reason: string | null = null, more: object = {}) =>
  JSON.stringify({ choices: [{ index: 0, delta, finish_reason }], ...more });
/** As providers report it. */
export const usage = { prompt_tokens: 3, completion_tokens: 2 };

/** The failure that `act` ends with. */
export function failureOf(act: () => unknown): ProviderFailure {
  try {
    act();
  } catch (error) {
    if (error instanceof ProviderFailure) return error;
  }
  throw new Error('Nothing failed');
}
