/** Upper bound of a Retry-After, whatever a server sends. */
const LONGEST_MS = 3_600_000;

/**
 * A `Retry-After` header, in seconds or as a date, in ms: an hour at most, or `undefined` if it is missing or invalid.
 */
export function readRetryAfter(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? boundWait(ms) : undefined;
}

/** Limits a wait to between 0 and an hour, in ms. */
export function boundWait(ms: number): number {
  return Math.min(Math.max(ms, 0), LONGEST_MS);
}
