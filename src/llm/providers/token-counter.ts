import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { ChatBody } from './chat-completion.js';
import type { TokenCounts } from './price.js';

/** Tokens that a message costs besides its text, and that every answer costs once, as OpenAI's cookbook counts them. */
const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_REPLY = 3;
/** What an answer is expected to take where the caller set no limit, and a token's length for a first guess. */
const EXPECTED_COMPLETION = 500;
const CHARACTERS_PER_TOKEN = 4;

/**
 * A cheap estimate, good enough to compare prices by.
 * @param text the prompt, by `promptText`
 */
export function expectTokens(body: ChatBody, text: string): TokenCounts {
  const limit = body.max_completion_tokens ?? body.max_tokens ?? EXPECTED_COMPLETION;
  return { prompt: Math.ceil(text.length / CHARACTERS_PER_TOKEN), cached: 0, completion: limit };
}

/** Tokens of a request and the text that answered it, for where the provider reports none. */
export async function countUsage(body: ChatBody, completion: string): Promise<TokenCounts> {
  const prompt = countPrompt(body, promptText(body));
  return { prompt: await prompt, cached: 0, completion: await countTokens(completion) };
}

/** The prompt's tokens, counted with the tokenizer of OpenAI's open models; other models' differ a little. */
async function countPrompt({ messages }: ChatBody, text: string): Promise<number> {
  return (await countTokens(text)) + messages.length * TOKENS_PER_MESSAGE + TOKENS_PER_REPLY;
}

/**
 * Whether the prompt has more tokens than `limit`. A text never has more tokens than bytes, so most are not counted.
 * @param text the prompt, by `promptText`
 */
export async function exceeds(body: ChatBody, text: string, limit: number): Promise<boolean> {
  return text.length * 3 >= limit && (await countPrompt(body, text)) > limit;
}

/**
 * A tokenizer takes time that grows with the square of a word's length, and a prompt may be one word of a megabyte, or be
 * Chinese. Longer words are counted in pieces, which errs by a token per piece at most, and others get their turn between.
 */
const LONG_RUN = /\S{128}(?=\S)|\s{128}(?=\s)/g;
const PIECES_AT_A_TIME = 64;

/** Loaded when it is needed first: most providers count themselves, and its tables take some 30 MB. */
async function countTokens(text: string): Promise<number> {
  if (text === '') return 0;
  const { countTokens: count } = await import('gpt-tokenizer/encoding/o200k_base');
  let sum = 0;
  let start = 0;
  let pieces = 0;
  for (const { 0: run, index } of text.matchAll(LONG_RUN)) {
    sum += count(text.slice(start, index + run.length), { disallowedSpecial: new Set() });
    start = index + run.length;
    if (++pieces % PIECES_AT_A_TIME === 0) await yieldToOthers();
  }
  return sum + count(text.slice(start), { disallowedSpecial: new Set() });
}

/** Everything in a request that the model reads. */
export function promptText({ messages, tools, functions, response_format }: ChatBody): string {
  const parts: string[] = [];
  for (const message of messages) collect(message, parts);
  for (const extra of [tools, functions, response_format]) if (extra != null) parts.push(JSON.stringify(extra));
  return parts.join('\n');
}

function collect(value: unknown, parts: string[]): void {
  if (typeof value === 'string') parts.push(value);
  else if (Array.isArray(value)) for (const one of value) collect(one, parts);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) collect(one, parts);
}
