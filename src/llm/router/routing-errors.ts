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
import type { FailedAttempt } from './attempts.js';
import type { FailureClass, UpstreamError } from '../providers/provider-failure.js';

/** A refusal stays one, also where its reason cannot be read. */
const UNREADABLE: UpstreamError = { message: 'it gives no reason', type: null, code: null, param: null };

const TIMEOUTS: readonly FailureClass[] = ['silent', 'deadline'];

/** How the providers' own users know them. */
const DISPLAY_NAMES: Record<string, string> = { cerebras: 'Cerebras', runpod: 'RunPod' };

/**
 * The one error of a request that no provider answered. It names every attempt, and nothing that a provider said, but for
 * a refusal that is the caller's to mend.
 * @param isCallersOwn whether the prompt is the caller's, who is told if it is refused
 * @param largestContext tokens of the largest context window
 * @param soonestMs until the first breaker lets a call through, in ms
 */
export function toRoutingError(
  attempts: readonly FailedAttempt[],
  isCallersOwn: boolean,
  largestContext: number,
  soonestMs: number,
): LlmError {
  const last = attempts.at(-1);
  if (last === undefined) return new LlmApiError('No provider could be asked');
  const { failureClass, facts } = last.failure;
  if (isCallersOwn && failureClass === 'context_length') {
    return new LlmContextLengthError(largestContext, last.failure);
  }
  if (isCallersOwn && failureClass === 'refused') {
    return new LlmRequestRefusedError(displayName(last.provider), facts.upstream ?? UNREADABLE, last.failure);
  }
  if (isCallersOwn && failureClass === 'unknown_model')
    return new LlmModelNotFoundError(`${last.provider}/${facts.model ?? ''}`);
  const names = new Set(attempts.map(({ provider }) => provider));
  const kind = kindOf(attempts);
  const errors = (names.size === 1 ? PROVIDER_ERRORS[last.provider] : undefined) ?? SHARED_ERRORS;
  return new errors[kind](
    messageOf([...names], kind, last),
    { attempts: attempts.map(tell) },
    { cause: last.failure, retryAfterSeconds: retryAfterOf(attempts, kind, soonestMs) },
  );
}

function kindOf(attempts: readonly FailedAttempt[]): RoutingFailure {
  const classes = attempts.map(({ failure }) => failure.failureClass);
  if (classes.every((one) => one === 'rate_limited')) return 'rate_limited';
  const last = classes.at(-1);
  return last !== undefined && TIMEOUTS.includes(last) ? 'timed_out' : 'failed';
}

function messageOf(names: string[], kind: RoutingFailure, { failure }: FailedAttempt): string {
  const who = names.map(displayName).join(' and ');
  if (kind === 'timed_out') return `${who} did not answer in time`;
  if (kind === 'rate_limited') return `${who} takes no more requests just now`;
  if (names.length > 1) return `${who} failed`;
  const { status } = failure.facts;
  if (status === undefined) return `${who} could not be reached`;
  return status < 400 ? `${who} gave an answer that cannot be read` : `${who} answered with status ${status}`;
}

function tell({ provider, failure, ms }: FailedAttempt): object {
  return { provider, error: failure.failureClass, status: failure.facts.status ?? null, ms };
}

/** Where a provider named a moment, that; else the moment at which the first breaker closes. */
function retryAfterOf(attempts: readonly FailedAttempt[], kind: RoutingFailure, soonestMs: number): number | undefined {
  const named = attempts.flatMap(({ failure }) => failure.facts.retryAfterMs ?? []);
  const ms = named.length > 0 ? Math.min(...named) : soonestMs;
  return ms > 0 || kind === 'rate_limited' ? Math.max(ms, 1_000) / 1_000 : undefined;
}

function displayName(provider: string): string {
  return DISPLAY_NAMES[provider] ?? provider;
}
