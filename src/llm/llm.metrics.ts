import { BoundedLabel, counter, histogram } from '../telemetry/metrics.js';
import type { LedgerRow } from './ledger/ledger-row.entity.js';

/** Providers name the models that answered, and callers those that they want: both could name anything. */
const MAX_MODELS = 100;
const PICO = 1e12;

const models = new BoundedLabel(MAX_MODELS);

const attempts = counter('llm_attempts_total', 'Attempts at providers, by how they ended.', [
  ...(['provider', 'model', 'outcome'] as const),
]);
const durations = histogram('llm_request_duration_seconds', 'From the start of an attempt to its end.', [
  ...(['provider', 'model'] as const),
]);
const firstTokens = histogram(
  'llm_time_to_first_token_seconds',
  'To the first content; to the end of an answer in one piece.',
  [...(['provider', 'model'] as const)],
);
const tokens = counter(
  'llm_tokens_total',
  'Tokens that were used; those of `cached_prompt` are among those of `prompt`.',
  [...(['provider', 'model', 'strategy', 'operation', 'type'] as const)],
);
const costs = counter('llm_cost_usd_total', 'What attempts cost, in USD; the ledger has the exact sum.', [
  ...(['provider', 'model', 'strategy', 'operation'] as const),
]);
const fallbacks = counter(
  'llm_fallbacks_total',
  'Requests that went on to another provider, by the one that failed and why.',
  [...(['provider', 'reason'] as const)],
);

/** Counts an attempt that is over. */
export function countAttempt(row: LedgerRow): void {
  const { provider, outcome, strategy, operation } = row;
  const model = models.of(row.model);
  attempts.inc({ provider, model, outcome });
  durations.observe({ provider, model }, row.totalMs / 1_000);
  if (row.firstTokenMs !== null) firstTokens.observe({ provider, model }, row.firstTokenMs / 1_000);
  const spending = { provider, model, strategy, operation };
  if (row.promptTokens > 0) tokens.inc({ ...spending, type: 'prompt' }, row.promptTokens);
  if (row.cachedTokens > 0) tokens.inc({ ...spending, type: 'cached_prompt' }, row.cachedTokens);
  if (row.completionTokens > 0) tokens.inc({ ...spending, type: 'completion' }, row.completionTokens);
  costs.inc(spending, Number(row.costPicoUsd) / PICO);
}

/** Counts that a request goes on to another provider. */
export function countFallback(provider: string, reason: string): void {
  fallbacks.inc({ provider, reason });
}
