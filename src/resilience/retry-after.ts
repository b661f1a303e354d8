/** No caller should be told to wait longer, whatever a server says. */
const LONGEST_MS = 3_600_000;

/**
 * How long a server asks to be left alone, by its `Retry-After` in seconds or as a date: in ms, an hour at most, or
 * `undefined` if it says nothing that can be read.
 */
export function readRetryAfter(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? boundWait(ms) : undefined;
}

/** What is asked for is believed up to an hour. */
export function boundWait(ms: number): number {
  return Math.min(Math.max(ms, 0), LONGEST_MS);
}
