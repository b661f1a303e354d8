import {
  LlmApiError,
  LlmContextLengthError,
  LlmModelNotFoundError,
  type LlmError,
  LlmRequestRefusedError,
  PROVIDER_ERRORS,
  type Refusal,
  type RoutingFailure,
  SHARED_ERRORS,
} from '../llm.errors.js';
import type { RoutedRequest } from './llm-request.js';
import type { FailedAttempt, Route } from './routed-answer.js';
import type { ProviderRegistry } from './provider-registry.js';
import { type FailureClass, ProviderFailure, type UpstreamError } from '../providers/failures/provider-failure.js';

/** For a refusal whose reason cannot be read. */
const UNREADABLE: UpstreamError = { message: 'no reason given', type: null, code: null, param: null };

/** Failures that are the caller's own fault where every provider that was asked has one of them. */
const OWN_FAULTS: readonly FailureClass[] = ['refused', 'unsupported', 'context_length', 'max_tokens', 'unknown_model'];

const TIMEOUTS: readonly FailureClass[] = ['silent', 'deadline'];
const LIMITS: readonly FailureClass[] = ['rate_limited', 'no_connection', 'overloaded'];

/** As the providers spell their names. */
const DISPLAY_NAMES: Record<string, string> = { cerebras: 'Cerebras', runpod: 'RunPod' };

/**
 * The error of a request that no provider answered. It lists every attempt and quotes providers only where all of them refuse
 * a prompt that is the caller's own.
 * @param among the providers that the request may go to; all if `undefined`
 */
export function toRoutingError(
  attempts: readonly FailedAttempt[],
  request: RoutedRequest,
  registry: ProviderRegistry,
  among: readonly string[] | undefined,
): LlmError {
  const last = attempts.at(-1);
  if (last === undefined) return new LlmApiError('No provider could be tried');
  const { isCallersPrompt, caller } = request;
  const ownFault = isCallersPrompt ? ownFaultOf(attempts, registry.largestContextFor(request, among)) : undefined;
  if (ownFault !== undefined) return ownFault;
  const names = new Set(attempts.map(({ provider }) => provider));
  const kind = kindOf(attempts);
  const errors = (names.size === 1 ? PROVIDER_ERRORS[last.provider] : undefined) ?? SHARED_ERRORS;
  return new errors[kind](
    messageOf([...names], kind, last),
    { attempts: attempts.map(toDetails) },
    { cause: last.failure, retryAfterSeconds: retryAfterOf(attempts, kind, registry.soonestMs(caller, among)) },
  );
}

/** `undefined` where a provider failed for another reason, so that the same request may be answered later. */
function ownFaultOf(attempts: readonly FailedAttempt[], largestContext: number): LlmError | undefined {
  // What a provider said last is what it says of the request as it takes it.
  const last = [...new Map(attempts.map((attempt) => [attempt.provider, attempt])).values()];
  if (!last.every(({ failure }) => OWN_FAULTS.includes(failure.failureClass))) return undefined;
  const of = (failureClass: FailureClass) => last.filter(({ failure }) => failure.failureClass === failureClass);
  const [unknown] = of('unknown_model');
  if (unknown !== undefined && last.length === of('unknown_model').length) {
    return new LlmModelNotFoundError(`${unknown.provider}/${unknown.failure.facts.model ?? ''}`);
  }
  const [tooLong] = of('context_length');
  const others = last.filter(({ failure }) => failure.failureClass !== 'context_length');
  if (tooLong !== undefined && others.length === 0) {
    return new LlmContextLengthError(largestContext, tooLong.failure);
  }
  const [first, ...more] = others.map(refusalOf);
  return first && new LlmRequestRefusedError([first, ...more], others[0]?.failure);
}

function refusalOf({ provider, failure }: FailedAttempt): Refusal {
  const { failureClass, facts } = failure;
  const reason = facts.upstream ?? UNREADABLE;
  if (failureClass !== 'max_tokens') return { provider: displayName(provider), reason };
  const { contextWindow } = facts;
  // Words that ask for a shorter prompt would mislead: it fits.
  const message =
    contextWindow === undefined
      ? `max_tokens is too large: ${reason.message}`
      : `max_tokens does not fit the context window of ${contextWindow} tokens`;
  return { provider: displayName(provider), reason: { ...reason, message, param: 'max_tokens' } };
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
  if (kind === 'rate_limited') return `${who} ${names.length > 1 ? 'accept' : 'accepts'} no requests at the moment`;
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
