import { DatabaseConnectionError, DatabaseQueryError, DatabaseReadOnlyError, sqlStateOf } from './database.errors.js';

/** What PostgreSQL gives up so that another transaction can go on: a serialization failure, and a deadlock. */
const CONFLICTS = ['40001', '40P01'];
const MOST_CONFLICTS = 5;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

/**
 * How long to wait before what failed is done again, in ms, or `undefined` where it must not be.
 * @param attempt how often it was tried, 1 for the first time
 * @param isHarmless whether nothing can have been applied, or it may be applied twice
 */
export function pauseBeforeRetry(error: unknown, attempt: number, isHarmless: boolean): number | undefined {
  // Once, as a new connection may lead to the server that took over, or find a setting taken back.
  if (error instanceof DatabaseReadOnlyError) return attempt === 1 ? 0 : undefined;
  const isRetried = isConflict(error)
    ? attempt < MOST_CONFLICTS
    : isHarmless && error instanceof DatabaseConnectionError;
  // Jitter, so that those who collided do not meet again.
  return isRetried
    ? Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.5 + Math.random())
    : undefined;
}

function isConflict(error: unknown): boolean {
  return error instanceof DatabaseQueryError && CONFLICTS.includes(sqlStateOf(error.cause) ?? '');
}
