import { countTokens as count } from 'gpt-tokenizer/encoding/o200k_base';

export interface TokenTask {
  text: string;
  /** The number that is counted to. */
  limit: number;
  /** Time after which the remainder is estimated, in ms. */
  timeMs: number;
}

/**
 * A tokenizer takes time that grows with the square of a word's length, and a prompt may be one word of a megabyte, or be
 * Chinese. Longer words are counted in pieces, which errs by a token per piece at most.
 */
const LONG_RUN = /\S{128}(?=\S)|\s{128}(?=\s)/g;
const LONGEST_PIECE = 2_048;
const OPTIONS = { disallowedSpecial: new Set<string>() };

/**
 * Tokens of a text by the tokenizer of OpenAI's open models; other models' differ a little.
 * @returns a number above `limit` where there are more
 */
export default function countTokens({ text, limit, timeMs }: TokenTask): number {
  const endsAt = performance.now() + timeMs;
  let sum = 0;
  let start = 0;
  for (const end of endsOfPieces(text)) {
    sum += count(text.slice(start, end), OPTIONS);
    start = end;
    if (sum > limit) return sum;
    if (performance.now() > endsAt) return Math.ceil((sum / start) * text.length);
  }
  return sum;
}

function* endsOfPieces(text: string): Generator<number> {
  let start = 0;
  for (const { 0: run, index } of text.matchAll(LONG_RUN)) {
    for (; start + LONGEST_PIECE < index; start += LONGEST_PIECE) yield start + LONGEST_PIECE;
    start = index + run.length;
    yield start;
  }
  for (; start + LONGEST_PIECE < text.length; start += LONGEST_PIECE) yield start + LONGEST_PIECE;
  if (start < text.length) yield text.length;
}
