import { toSalesAgentError } from '../../errors/foreign-error.js';
import type { SalesAgentError } from '../../errors/sales-agent.error.js';
import {
  BudgetExceededError,
  LlmError,
  LlmNotConfiguredError,
  ModelNotAllowedError,
  PROVIDER_ERRORS,
  SHARED_ERRORS,
} from '../../llm/llm.errors.js';
import type { RunItemError } from './run-item.entity.js';

/** A provider that asks for patience, but does not say for how long, gets this much, in ms. */
const PATIENCE_MS = 1_000;
/** A fault of ours, such as a database that is away, is looked at again after this time, in ms. */
const FAULT_MS = 1_000;

const BY_FAILURE = [SHARED_ERRORS, ...Object.values(PROVIDER_ERRORS)];
const RATE_LIMITED = BY_FAILURE.map(({ rate_limited }) => rate_limited);
const OUTAGES = BY_FAILURE.flatMap(({ failed, timed_out }) => [failed, timed_out]);

/** Why a lead was not scored, and what a run does about it. */
export type Setback =
  /** The lead itself is at fault. */
  | { kind: 'failed'; error: RunItemError }
  /** Providers ask for patience, or something of ours is away for a moment. */
  | { kind: 'wait'; ms: number; isRateLimit: boolean }
  /** No provider answered. */
  | { kind: 'outage'; error: RunItemError }
  /** A budget is spent until `ms` have passed. */
  | { kind: 'budget'; ms: number }
  /** The API key may use no model. */
  | { kind: 'api_key' };

/** What an error of a scoring means for the run. */
export function setbackOf(cause: unknown): Setback {
  const error = toSalesAgentError(cause);
  const ms = error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1_000;
  if (error instanceof BudgetExceededError) {
    const isReserved = error.details.reserved === true;
    return isReserved ? { kind: 'wait', ms: ms ?? PATIENCE_MS, isRateLimit: false } : { kind: 'budget', ms: ms ?? 0 };
  }
  if (error instanceof ModelNotAllowedError) return { kind: 'api_key' };
  if (isOneOf(error, RATE_LIMITED)) return { kind: 'wait', ms: ms ?? PATIENCE_MS, isRateLimit: true };
  if (error instanceof LlmNotConfiguredError || isOneOf(error, OUTAGES))
    return { kind: 'outage', error: toItem(error) };
  const isOurs = !(error instanceof LlmError) && error.kind === 'unavailable';
  if (isOurs) return { kind: 'wait', ms: ms ?? FAULT_MS, isRateLimit: false };
  return { kind: 'failed', error: toItem(error) };
}

function isOneOf(error: SalesAgentError, classes: readonly (new (...values: never[]) => SalesAgentError)[]): boolean {
  return classes.some((one) => error.constructor === one);
}

function toItem({ errorCode: error_code, message }: SalesAgentError): RunItemError {
  return { error_code, message };
}
