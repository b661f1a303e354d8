import { boundWait, readRetryAfter } from '../../../resilience/retry-after.js';

type Json = Record<string, unknown>;
export type Headers = Record<string, string | string[] | undefined>;

/** Of a rate limit without headers: "Please try again in 7m12.5s". */
const RETRY_IN =
  /(?:try again|retry) (?:in|after) (?:(\d{1,3})h)?(?:(\d{1,4})m(?!s))?(?:(\d{1,8}(?:\.\d{1,9})?) ?(ms|s))?/i;
/** "6m0s", "250ms", "12.5" of the headers and fields that name a moment. */
const DURATION = /^(?:(\d{1,3})h)?(?:(\d{1,4})m(?!s))?(?:(\d{1,8}(?:\.\d{1,9})?) ?(ms|s)?)?$/i;
/** Fields that name it: `retryDelay` (Gemini), `retry_after`, `retry_after_seconds`, `Retry-After`. */
const FIELD = /^retry_?-?(?:after|delay|in)(?:_?-?(?<unit>s|sec|seconds|ms|millis|milliseconds))?$/i;
const REMAINING = /^x-ratelimit-remaining-([\w-]{1,60})$/;

/** An error is looked through so deep, and so much of each level. */
const DEEPEST = 5;
const MOST_FIELDS = 30;

/**
 * When a provider that refuses calls accepts them again by its own account, in ms from now: by `Retry-After`, by the headers of a quota
 * that is used up, by a field of the error, or by what it says.
 */
export function retryMoment(headers: Headers, body: unknown, message: string | undefined): number | undefined {
  const given = readRetryAfter(headers['retry-after']) ?? durationIn(headers['retry-after-ms'], 'ms');
  return given ?? ofQuotas(headers) ?? namedMoment(body, message);
}

/** The moment that the error itself names, in ms from now. */
export function namedMoment(body: unknown, message: string | undefined): number | undefined {
  return fieldIn(body, 0) ?? momentIn(RETRY_IN.exec(message ?? ''));
}

/** The latest moment of those quotas that are used up, as OpenAI, Groq and Cerebras name them. */
function ofQuotas(headers: Headers): number | undefined {
  const resets = Object.entries(headers).flatMap(([name, remaining]) => {
    const quota = REMAINING.exec(name)?.[1];
    if (quota === undefined || !(Number(remaining) <= 0)) return [];
    return durationIn(headers[`x-ratelimit-reset-${quota}`], 's') ?? [];
  });
  return resets.length > 0 ? Math.max(...resets) : undefined;
}

function fieldIn(value: unknown, depth: number): number | undefined {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return undefined;
  for (const [name, one] of Object.entries(value as Json).slice(0, MOST_FIELDS)) {
    const unit = FIELD.exec(name)?.groups?.unit?.toLowerCase().startsWith('m') === true ? 'ms' : 's';
    const found = FIELD.test(name) ? durationIn(one, unit) : fieldIn(one, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param unit of a number without one */
function durationIn(value: unknown, unit: 's' | 'ms'): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const found = DURATION.exec(String(value));
  return momentIn(found, unit);
}

function momentIn(found: RegExpExecArray | null, unit = 's'): number | undefined {
  if (found === null) return undefined;
  const [, hours = 0, minutes = 0, rest = 0, given = unit] = found;
  const restMs = Number(rest) * (given.toLowerCase() === 'ms' ? 1 : 1_000);
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000 + restMs;
  return ms > 0 ? boundWait(ms) : undefined;
}
