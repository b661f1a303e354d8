import type { TokenCounts } from './price.js';

/** More tokens than any model takes or writes; a provider that claims more is wrong, and the ledger has no room for it. */
const MOST_TOKENS = 100_000_000;
const DIGITS = /^\d{1,9}$/;

type Fields = Record<string, unknown>;

/**
 * Token counts as a provider reports them, in any of the shapes that docs/routing.md lists; `undefined` where prompt and answer
 * have no valid counts. Thinking is billed although some providers leave it out of the tokens of the answer.
 */
export function readUsage(usage: unknown): TokenCounts | undefined {
  if (typeof usage !== 'object' || usage === null) return undefined;
  const fields = usage as Fields;
  const completion = countIn(fields.completion_tokens ?? fields.output_tokens);
  const total = countIn(fields.total_tokens);
  const given = countIn(fields.prompt_tokens ?? fields.input_tokens);
  if (completion === undefined || given === undefined) return undefined;
  const prompt = given + tokensApart(fields, given, completion, total);
  const cached = Math.min(cachedIn(fields), prompt);
  const thinking = thinkingIn(fields);
  const answered = thinking > completion ? completion + thinking : completion;
  return { prompt, cached, completion: Math.max(answered, (total ?? 0) - prompt) };
}

/** Of two reports about one answer the larger numbers: a later one may be a sum so far, or empty. */
export function mergeUsage(one: TokenCounts | undefined, other: TokenCounts): TokenCounts {
  if (one === undefined) return other;
  return {
    prompt: Math.max(one.prompt, other.prompt),
    cached: Math.max(one.cached, other.cached),
    completion: Math.max(one.completion, other.completion),
  };
}

/** The report, if it can be true: no prompt is empty, and an answer with words has tokens. */
export function believable(usage: TokenCounts | undefined, hasWords: boolean): TokenCounts | undefined {
  if (usage === undefined || usage.prompt === 0) return undefined;
  return hasWords && usage.completion === 0 ? undefined : usage;
}

/** Tokens read from a cache, and as some report it written to one, that the count of the prompt leaves out. */
function tokensApart(fields: Fields, prompt: number, completion: number, total: number | undefined): number {
  const read = countIn(fields.cache_read_input_tokens) ?? 0;
  const apart = read + (countIn(fields.cache_creation_input_tokens) ?? 0);
  const isNative = fields.prompt_tokens === undefined && fields.input_tokens_details === undefined;
  const isApart = isNative || read > prompt || total === prompt + apart + completion;
  return isApart ? apart : 0;
}

function cachedIn(fields: Fields): number {
  const { prompt_tokens_details, input_tokens_details } = fields;
  const details = (prompt_tokens_details ?? input_tokens_details) as Fields | null | undefined;
  return Math.max(
    countIn(details?.cached_tokens) ?? 0,
    countIn(fields.prompt_cache_hit_tokens) ?? 0,
    countIn(fields.cached_tokens) ?? 0,
    countIn(fields.cache_read_input_tokens) ?? 0,
  );
}

function thinkingIn({ completion_tokens_details, output_tokens_details }: Fields): number {
  const details = (completion_tokens_details ?? output_tokens_details) as Fields | null | undefined;
  return countIn(details?.reasoning_tokens) ?? 0;
}

/** A whole number of tokens; some write it as a text. */
function countIn(value: unknown): number | undefined {
  const count = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  return Number.isInteger(count) && (count as number) >= 0 && (count as number) <= MOST_TOKENS
    ? (count as number)
    : undefined;
}
