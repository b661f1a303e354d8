import type { TokenCounts } from './price.js';

/** More tokens than any model takes or writes; a provider that claims more is wrong, and the ledger has no room for it. */
const MOST_TOKENS = 100_000_000;
/** As many as there can be choices. */
const MOST_REPORTS = 128;
const DIGITS = /^\d{1,9}$/;

type Fields = Record<string, unknown>;

/** Names of a count, the usual one first: OpenAI's, Anthropic's, the AI SDK's, Bedrock's, Gemini's, Ollama's and llama.cpp's own. */
const PROMPT = [
  'prompt_tokens',
  'input_tokens',
  'promptTokens',
  'inputTokens',
  'promptTokenCount',
  'prompt_token_count',
  'prompt_eval_count',
  'prompt_n',
  'inputTokenCount',
];
const COMPLETION = [
  ...['completion_tokens', 'output_tokens', 'completionTokens', 'outputTokens', 'candidatesTokenCount'],
  ...['candidates_token_count', 'eval_count', 'predicted_n', 'outputTokenCount'],
];
const TOTAL = ['total_tokens', 'totalTokens', 'totalTokenCount', 'total_token_count'];
const CACHED = [
  ...['prompt_cache_hit_tokens', 'cached_tokens', 'num_cached_tokens', 'cache_read_input_tokens'],
  ...[
    'cacheReadInputTokens',
    'cacheReadInputTokenCount',
    'cachedContentTokenCount',
    'cached_content_token_count',
    'cache_n',
  ],
];

/** Of those the ones that some leave out of the prompt's count, and the same of what was written to the cache. */
const READ_APART = ['cache_read_input_tokens', 'cacheReadInputTokens', 'cacheReadInputTokenCount', 'cache_n'];
const WRITTEN_APART = ['cache_creation_input_tokens', 'cacheWriteInputTokens', 'cacheWriteInputTokenCount'];

/**
 * Token counts as a provider reports them, in any of the shapes that docs/routing.md lists; `undefined` where prompt and answer
 * have no valid counts. Thinking is billed although some providers leave it out of the tokens of the answer. A list has a report
 * for each choice, or one that is all.
 */
export function readUsage(usage: unknown): TokenCounts | undefined {
  if (!Array.isArray(usage)) return readReport(usage);
  return sumUsage(usage.slice(0, MOST_REPORTS).flatMap((one) => readReport(one) ?? []));
}

function readReport(usage: unknown): TokenCounts | undefined {
  if (typeof usage !== 'object' || usage === null) return undefined;
  const fields = usage as Fields;
  const total = countIn(valueIn(fields, TOTAL));
  const completion = countOr(valueIn(fields, COMPLETION), total, valueIn(fields, PROMPT));
  const given = countOr(valueIn(fields, PROMPT), total, valueIn(fields, COMPLETION));
  if (completion === undefined || given === undefined) return undefined;
  const prompt = given + tokensApart(fields, given, completion, total);
  const cached = Math.min(cachedIn(fields), prompt);
  const thinking = thinkingIn(fields, total);
  const answered = thinking > completion ? completion + thinking : completion;
  return { prompt, cached, completion: Math.max(answered, (total ?? 0) - prompt) };
}

/** The report beside the choices of an answer or a chunk: in its usual place, in Gemini's, in llama.cpp's own, or in that of Bedrock. */
export function usageBeside({ usage, usage_metadata, usageMetadata, timings, ...others }: Fields): unknown {
  return usage ?? usage_metadata ?? usageMetadata ?? timings ?? others['amazon-bedrock-invocationMetrics'];
}

function valueIn(fields: Fields, names: readonly string[]): unknown {
  for (const name of names) if (fields[name] != null) return fields[name];
  return undefined;
}

/** A count, or what it has to be where it is missing beside the sum and the other one. */
function countOr(value: unknown, total: number | undefined, other: unknown): number | undefined {
  if (value !== undefined) return countIn(value);
  const known = countIn(other);
  return total === undefined || known === undefined || known > total ? undefined : total - known;
}

/** Of reports about each choice of an answer their sum; they share its prompt. */
export function sumUsage(reports: readonly TokenCounts[]): TokenCounts | undefined {
  if (reports.length === 0) return undefined;
  const completion = reports.reduce((sum, one) => sum + one.completion, 0);
  return { ...reports.reduce(mergeUsage), completion };
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

/** Whether a report says that nothing was written. */
export function isOfNoTokens(usage: TokenCounts | undefined): boolean {
  return usage?.completion === 0;
}

/** Whether a report has the counts that clients read, as the numbers that they are. */
export function isOfProtocol(usage: unknown): boolean {
  const { prompt_tokens, completion_tokens } = (usage ?? {}) as Fields;
  return Number.isInteger(prompt_tokens) && Number.isInteger(completion_tokens);
}

/** A report in the protocol's names, beside those that it has. */
export function toProtocol(usage: unknown, { prompt, cached, completion }: TokenCounts): object {
  const own = typeof usage === 'object' && !Array.isArray(usage) ? usage : {};
  const details = cached > 0 ? { prompt_tokens_details: { cached_tokens: cached } } : {};
  const counts = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  return { ...details, ...own, ...counts };
}

/** Tokens read from a cache, and as some report it written to one, that the count of the prompt leaves out. */
function tokensApart(fields: Fields, prompt: number, completion: number, total: number | undefined): number {
  const read = countIn(valueIn(fields, READ_APART)) ?? 0;
  const apart = read + (countIn(valueIn(fields, WRITTEN_APART)) ?? 0);
  const isNative = fields.prompt_tokens === undefined && fields.input_tokens_details === undefined;
  const isApart = isNative || read > prompt || total === prompt + apart + completion;
  return isApart ? apart : 0;
}

function cachedIn(fields: Fields): number {
  const { prompt_tokens_details, input_tokens_details, prompt_token_details } = fields;
  const details = (prompt_tokens_details ?? input_tokens_details ?? prompt_token_details) as Fields | null | undefined;
  let most = countIn(details?.cached_tokens) ?? 0;
  for (const name of CACHED) if (fields[name] !== undefined) most = Math.max(most, countIn(fields[name]) ?? 0);
  return most;
}

function thinkingIn(fields: Fields, total: number | undefined): number {
  const { completion_tokens_details, output_tokens_details, reasoning_tokens } = fields;
  const details = (completion_tokens_details ?? output_tokens_details) as Fields | null | undefined;
  // At the top it is a number of its own kind with some, of which the sum says whether it belongs to the answer.
  return countIn(details?.reasoning_tokens ?? (total === undefined ? reasoning_tokens : 0)) ?? 0;
}

/** A whole number of tokens; some write it as a text. */
function countIn(value: unknown): number | undefined {
  const count = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  return Number.isInteger(count) && (count as number) >= 0 && (count as number) <= MOST_TOKENS
    ? (count as number)
    : undefined;
}
