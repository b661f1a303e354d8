/** Upper bound of a Retry-After, whatever a server sends. */
const LONGEST_MS = 3_600_000;

/** Larger numbers are moments, in seconds or ms since 1970, and not durations. */
const FIRST_MOMENT = 1_000_000_000;
const FIRST_MOMENT_MS = 1_000_000_000_000;
/** A date begins with the name of a day, or with a year; V8 takes any word for a part of one. */
const LIKE_DATE = /^\s*(?:[a-z]{3,9},? |\d{4}-\d)/i;

/**
 * A `Retry-After` header, in seconds or as a date, in ms: an hour at most, or `undefined` if it is missing or invalid.
 * Some servers send the moment in seconds or ms since 1970.
 */
export function readRetryAfter(header: unknown): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (!Number.isFinite(seconds)) return untilDate(header);
  return untilMoment(seconds) ?? boundWait(seconds * 1_000);
}

/** The time until a moment that is given as a number, in ms; `undefined` if it is too small for one. */
export function untilMoment(value: number): number | undefined {
  if (!(value >= FIRST_MOMENT)) return undefined;
  return boundWait((value < FIRST_MOMENT_MS ? value * 1_000 : value) - Date.now());
}

/** The time until a date that is given as a text, in ms; `undefined` if it is none. */
export function untilDate(text: string): number | undefined {
  const ms = LIKE_DATE.test(text) ? Date.parse(text) - Date.now() : NaN;
  return Number.isFinite(ms) ? boundWait(ms) : undefined;
}

/** Limits a wait to between 0 and an hour, in ms. */
export function boundWait(ms: number): number {
  return Math.min(Math.max(ms, 0), LONGEST_MS);
}
