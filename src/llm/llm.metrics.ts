import { BoundedLabel, counter, counterOf, histogram } from '../telemetry/metrics.js';
import type { LedgerRow } from './ledger/ledger-row.entity.js';

/** Providers name the models that answered, and callers those that they want: both could name anything. */
const MAX_MODELS = 100;
const PICO = 1e12;

/** What all attempts with the same labels came to. */
interface AttemptTotals {
  labels: Record<'provider' | 'model' | 'outcome' | 'strategy' | 'operation', string>;
  attempts: number;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  costPicoUsd: number;
}

const models = new BoundedLabel(MAX_MODELS);
/** Summed up here, since each counter of the library would look for its own series at every attempt. */
const totals = new Map<string, AttemptTotals>();

counterOf(
  'llm_attempts_total',
  'Attempts at providers, by how they ended.',
  [...(['provider', 'model', 'outcome'] as const)],
  () =>
    totals
      .values()
      .map(({ labels: { provider, model, outcome }, attempts }) => [{ provider, model, outcome }, attempts]),
);
const durations = histogram('llm_request_duration_seconds', 'From the start of an attempt to its end.', [
  ...(['provider', 'model'] as const),
]);
const firstTokens = histogram(
  'llm_time_to_first_token_seconds',
  'To the first content; to the end of an answer in one piece.',
  [...(['provider', 'model'] as const)],
);
counterOf(
  'llm_tokens_total',
  'Tokens that were used; those of `cached_prompt` are among those of `prompt`.',
  [...(['provider', 'model', 'strategy', 'operation', 'type'] as const)],
  () => totals.values().flatMap(tokensOf),
);
counterOf(
  'llm_cost_usd_total',
  'What attempts cost, in USD; the ledger has the exact sum.',
  [...(['provider', 'model', 'strategy', 'operation'] as const)],
  () => totals.values().map((sums) => [spendingOf(sums), sums.costPicoUsd / PICO]),
);
const fallbacks = counter(
  'llm_fallbacks_total',
  'Requests that went on to another provider, by the one that failed and why.',
  [...(['provider', 'reason'] as const)],
);

/** Counts an attempt that is over. */
export function countAttempt(row: LedgerRow): void {
  const { provider } = row;
  const model = models.of(row.model);
  const sums = totalsOf(row, model);
  sums.attempts++;
  sums.promptTokens += row.promptTokens;
  sums.cachedTokens += row.cachedTokens;
  sums.completionTokens += row.completionTokens;
  sums.costPicoUsd += Number(row.costPicoUsd);
  durations.observe({ provider, model }, row.totalMs / 1_000);
  if (row.firstTokenMs !== null) firstTokens.observe({ provider, model }, row.firstTokenMs / 1_000);
}

/** Counts that a request goes on to another provider. */
export function countFallback(provider: string, reason: string): void {
  fallbacks.inc({ provider, reason });
}

function totalsOf({ provider, outcome, strategy, operation }: LedgerRow, model: string): AttemptTotals {
  const key = `${provider}\n${model}\n${outcome}\n${strategy}\n${operation}`;
  let known = totals.get(key);
  if (known === undefined) {
    const labels = { provider, model, outcome, strategy, operation };
    known = { labels, attempts: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, costPicoUsd: 0 };
    totals.set(key, known);
  }
  return known;
}

function spendingOf({ labels: { provider, model, strategy, operation } }: AttemptTotals) {
  return { provider, model, strategy, operation };
}

/** By type; a type that was never used has no series. */
function tokensOf(sums: AttemptTotals) {
  const { promptTokens, cachedTokens, completionTokens } = sums;
  const labels = spendingOf(sums);
  const byType = Object.entries({ prompt: promptTokens, cached_prompt: cachedTokens, completion: completionTokens });
  return byType
    .filter(([, sum]) => sum > 0)
    .map(([type, sum]): [typeof labels & { type: string }, number] => [{ ...labels, type }, sum]);
}
