import type { HeldBytes } from '../../../resilience/byte-budget.js';
import type { TurnBudget } from '../../../resilience/turn-budget.js';
import { ProviderFailure } from '../failures/provider-failure.js';
import type { LlmThreads } from '../../threads/llm-threads.service.js';

/** Longest JSON text that is parsed at once: even of nothing but brackets it takes a few milliseconds. */
const SHORT_JSON = 65_536;

/** What an answer may take of us, and what reads a long one. */
export interface AnswerLimits {
  /** Of an answer in one piece, and of one event of a stream. */
  maxAnswerBytes: number;
  /** Of a stream. */
  maxStreamBytes: number;
  /** What is held of the answer until it is whole. */
  held: HeldBytes;
  /** Bytes of all streams that are read in one turn of the event loop. */
  turns: TurnBudget;
  threads: LlmThreads;
  /** Who waits for the threads. */
  owner: string;
}

export const tooLarge = (what: string) => new ProviderFailure('too_large', `${what} is too large`, { status: 200 });

/** @throws ProviderFailure if there is no room for so many more bytes */
export function hold(held: HeldBytes, bytes: number): void {
  if (!held.add(bytes)) throw new ProviderFailure('overloaded', 'No memory is left to hold the answer');
}

/** Whether a JSON text can be parsed at once. */
export function isShortJson(text: string): boolean {
  return text.length <= SHORT_JSON;
}

/** The value of a short JSON text; `undefined` if it is none. */
export function parseShort(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of a short JSON text, or a promise of that of a long one, as `parseLongJson` gives it. */
export function parseJson(text: string, limits: AnswerLimits): unknown {
  return isShortJson(text) ? parseShort(text) : parseLongJson(text, limits);
}

/**
 * The value of a JSON text that is not short, with log probabilities as bytes of JSON. `undefined` if it is none.
 * @throws ProviderFailure for what is too complex, or could not be read in time
 */
async function parseLongJson(text: string, { threads, owner }: AnswerLimits): Promise<unknown> {
  const parsed = await threads.parseJson(text, owner);
  if (parsed.state === 'too_complex') throw tooLarge('The answer');
  if (parsed.state === 'unavailable')
    throw new ProviderFailure('overloaded', 'No thread could read the answer in time');
  return parsed.state === 'parsed' ? parsed.value : undefined;
}
