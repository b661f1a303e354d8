import {
  LlmApiError,
  LlmContextLengthError,
  LlmModelNotFoundError,
  type LlmError,
  LlmRequestRefusedError,
  PROVIDER_ERRORS,
  type RoutingFailure,
  SHARED_ERRORS,
} from '../llm.errors.js';
import type { RoutedRequest } from './llm-request.js';
import type { FailedAttempt, Route } from './routed-answer.js';
import type { ProviderRegistry } from './provider-registry.js';
import { type FailureClass, ProviderFailure, type UpstreamError } from '../providers/provider-failure.js';

/** For a refusal whose reason cannot be read. */
const UNREADABLE: UpstreamError = { message: 'no reason given', type: null, code: null, param: null };

const TIMEOUTS: readonly FailureClass[] = ['silent', 'deadline'];
const LIMITS: readonly FailureClass[] = ['rate_limited', 'no_connection', 'overloaded'];

/** As the providers spell their names. */
const DISPLAY_NAMES: Record<string, string> = { cerebras: 'Cerebras', runpod: 'RunPod' };

/**
 * The error of a request that no provider answered. It lists every attempt and quotes a provider only where it refuses a
 * prompt that is the caller's own.
 */
export function toRoutingError(
  attempts: readonly FailedAttempt[],
  { isCallersPrompt, caller }: RoutedRequest,
  registry: ProviderRegistry,
): LlmError {
  const last = attempts.at(-1);
  if (last === undefined) return new LlmApiError('No provider could be tried');
  const { failureClass, facts } = last.failure;
  if (isCallersPrompt && failureClass === 'context_length') {
    return new LlmContextLengthError(registry.largestContext, last.failure);
  }
  if (isCallersPrompt && failureClass === 'refused') {
    return new LlmRequestRefusedError(displayName(last.provider), facts.upstream ?? UNREADABLE, last.failure);
  }
  if (isCallersPrompt && failureClass === 'unknown_model') {
    return new LlmModelNotFoundError(`${last.provider}/${facts.model ?? ''}`);
  }
  const names = new Set(attempts.map(({ provider }) => provider));
  const kind = kindOf(attempts);
  const errors = (names.size === 1 ? PROVIDER_ERRORS[last.provider] : undefined) ?? SHARED_ERRORS;
  return new errors[kind](
    messageOf([...names], kind, last),
    { attempts: attempts.map(toDetails) },
    { cause: last.failure, retryAfterSeconds: retryAfterOf(attempts, kind, registry.soonestMs(caller)) },
  );
}

function kindOf(attempts: readonly FailedAttempt[]): RoutingFailure {
  const classes = attempts.map(({ failure }) => failure.failureClass);
  if (classes.every((one) => LIMITS.includes(one))) return 'rate_limited';
  const last = classes.at(-1);
  return last !== undefined && TIMEOUTS.includes(last) ? 'timed_out' : 'failed';
}

function messageOf(names: string[], kind: RoutingFailure, { failure }: FailedAttempt): string {
  const who = names.map(displayName).join(' and ');
  if (kind === 'timed_out') return `${who} did not answer in time`;
  if (kind === 'rate_limited') return `${who} accepts no requests at the moment`;
  if (names.length > 1) return `${who} failed`;
  const { status } = failure.facts;
  if (status === undefined) return `${who} could not be reached`;
  return status < 400 ? `${who} returned an unreadable response` : `${who} returned status ${status}`;
}

function toDetails({ provider, failure, ms }: FailedAttempt): object {
  return { provider, error: failure.failureClass, status: failure.facts.status ?? null, ms };
}

/** The first moment that a provider named; without one, when the first breaker closes. */
function retryAfterOf(attempts: readonly FailedAttempt[], kind: RoutingFailure, soonestMs: number): number | undefined {
  const named = attempts.flatMap(({ failure }) => failure.facts.retryAfterMs ?? []);
  const ms = named.length > 0 ? Math.min(...named) : soonestMs;
  return ms > 0 || kind === 'rate_limited' ? Math.max(ms, 1_000) / 1_000 : undefined;
}

function displayName(provider: string): string {
  return DISPLAY_NAMES[provider] ?? provider;
}

/** The error for the caller of a stream that broke in the middle; it quotes nothing of the provider's. */
export function brokenOff(error: unknown, { provider }: Route): LlmApiError {
  const failureClass = error instanceof ProviderFailure ? error.failureClass : 'internal';
  const details = { provider, error: failureClass };
  return new LlmApiError(`The stream from ${provider} broke off`, details, { cause: error });
}
