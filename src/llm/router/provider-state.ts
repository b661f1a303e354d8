import type { LlmProvider } from '../providers/llm-provider.js';
import { fromMicroUsd } from '../providers/answers/price.js';
import type { FailureLog } from './failure-log.js';
import type { ProviderHealth } from './provider-health.js';
import type { ProviderResponse } from './provider.dto.js';

/** A provider and its health on this replica. */
export interface ProviderEntry {
  provider: LlmProvider;
  health: ProviderHealth;
  log: FailureLog;
}

/** How a provider is configured, how it does, and what it has refused so far of `caller` or of all. */
export function toResponse(
  { provider, health: { breaker, measuredLatencyMs } }: ProviderEntry,
  caller: string,
): ProviderResponse {
  const { profile } = provider;
  const { input, cachedInput, output } = profile.price;
  const { tokensField, streamOptions, structuredOutput, dropFields, toolCallIdLength } = provider.habits.of(
    profile.model,
    caller,
  ).habits;
  return {
    name: profile.name,
    model: profile.model,
    breaker: breaker.state,
    open_until: breaker.openMsLeft > 0 ? new Date(Date.now() + breaker.openMsLeft).toISOString() : null,
    latency_ms: measuredLatencyMs === undefined ? null : Math.round(measuredLatencyMs * 10) / 10,
    latency_prior_ms: profile.latencyPriorMs,
    error_rate: breaker.recent.failures / (breaker.recent.calls || 1),
    recent_calls: breaker.recent.calls,
    price_usd_per_million_tokens: {
      input: fromMicroUsd(input),
      cached_input: fromMicroUsd(cachedInput),
      output: fromMicroUsd(output),
    },
    quality: profile.quality,
    weight: profile.weight,
    context_window: provider.contextWindowFor(caller),
    tokens_field: tokensField ?? null,
    stream_options: streamOptions,
    structured_output: structuredOutput,
    drop_fields: [...dropFields],
    tool_call_id_length: toolCallIdLength ?? null,
    learned: provider.habits.factsFor(caller).map(({ at, ...fact }) => ({ ...fact, learned_at: at.toISOString() })),
  };
}
