import { backOffMs } from '../resilience/back-off.js';
import {
  DatabaseConnectionError,
  DatabaseQueryError,
  DatabaseReadOnlyError,
  sqlStateOf,
  StalePlanError,
} from './database.errors.js';

/** SQLSTATEs of a serialization failure and a deadlock. */
const CONFLICTS = ['40001', '40P01'];
const MAX_CONFLICTS = 5;
/** Each connection that has an old plan says so once. */
const MAX_STALE_PLANS = 100;
const BACK_OFF = { firstMs: 10, longestMs: 250 };

/**
 * How long to wait before a retry, in ms, or `undefined` if there must be none.
 * @param attempt number of attempts so far
 * @param isRetryable whether nothing can have been applied, or it may be applied twice
 */
export function pauseBeforeRetry(error: unknown, attempt: number, isRetryable: boolean): number | undefined {
  // Once: a new connection may lead to the new primary.
  if (error instanceof DatabaseReadOnlyError) return attempt === 1 ? 0 : undefined;
  if (error instanceof StalePlanError) return attempt < MAX_STALE_PLANS ? 0 : undefined;
  const isRetried = isConflict(error)
    ? attempt < MAX_CONFLICTS
    : isRetryable && error instanceof DatabaseConnectionError;
  return isRetried ? backOffMs(attempt, BACK_OFF) : undefined;
}

function isConflict(error: unknown): boolean {
  return error instanceof DatabaseQueryError && CONFLICTS.includes(sqlStateOf(error.cause) ?? '');
}
