import { boundWait, readRetryAfter, untilDate, untilMoment } from '../../../resilience/retry-after.js';

type Json = Record<string, unknown>;
export type Headers = Record<string, string | string[] | undefined>;

/** "7m12.5s", "250ms", "12.5", "1 minute and 30 seconds". */
const DURATION = [
  String.raw`(?:(?<hours>\d{1,3}) ?h(?:ours?|rs?)?(?![a-z]),? ?(?:and )?)?`,
  String.raw`(?:(?<minutes>\d{1,4}) ?m(?:ins?|inutes?)?(?![a-z]),? ?(?:and )?)?`,
  String.raw`(?:(?<rest>\d{1,8}(?:\.\d{1,9})?)(?: ?(?<unit>ms|milliseconds?|s|secs?|seconds?)(?![a-z]))?)?`,
].join('');
/** Of a rate limit without headers: "Please try again in 7m12.5s". */
const RETRY_IN = new RegExp(
  String.raw`(?:try again|retry(?:ing)?|wait|resets?)(?: (?:in|after|for|at least|about|another))* (?=\d)${DURATION}`,
  'i',
);
const WHOLE_DURATION = new RegExp(`^${DURATION}$`, 'i');
/** Fields that name it: `retryDelay` (Gemini), `retry_after`, `retry_after_seconds`, `Retry-After`, and the end of a quota: `reset_at`, `X-RateLimit-Reset`. */
const FIELD =
  /^(?:retry_?-?(?:after|delay|in)|(?:x-)?(?:ratelimit-)?resets?(?:_?-?(?:at|in|after|time))?)(?:_?-?(?<unit>s|sec|seconds|ms|millis|milliseconds))?$/i;
/** A header of a quota, such as `x-ratelimit-remaining-tokens` and `anthropic-ratelimit-requests-remaining`. */
const REMAINING = /^[\w-]{0,30}ratelimit-[\w-]{0,60}$/;
/** All of it in one header, as two drafts of the IETF have it. */
const USED_UP = /(?:\bremaining|;\s?r) ?= ?0\b/;
const RESET = /(?:\breset|;\s?t) ?= ?(\d{1,9})\b/;

/** An error is looked through so deep, and so much of each level. */
const DEEPEST = 5;
const MOST_FIELDS = 30;

/**
 * When a provider that refuses calls accepts them again by its own account, in ms from now: by `Retry-After`, by the headers of a quota
 * that is used up, by a field of the error, or by what it says.
 */
export function retryMoment(headers: Headers, body: unknown, message: string | undefined): number | undefined {
  return momentInHeader(headers) ?? ofQuotas(headers) ?? namedMoment(body, message);
}

/** The moment that `Retry-After` names, in ms from now. */
export function momentInHeader(headers: Headers): number | undefined {
  const header = headers['retry-after'];
  return readRetryAfter(header) ?? momentIn(header, 's') ?? momentIn(headers['retry-after-ms'], 'ms');
}

/** The moment that the error itself names, in ms from now. */
export function namedMoment(body: unknown, message: string | undefined): number | undefined {
  return fieldIn(body, 0) ?? durationOf(RETRY_IN.exec(message ?? ''));
}

/** The latest moment of those quotas that are used up, as OpenAI, Anthropic, Groq, Cerebras and the IETF name them. */
function ofQuotas(headers: Headers): number | undefined {
  const resets = Object.entries(headers).flatMap(([name, value]) => {
    if (!REMAINING.test(name) || !name.includes('remaining') || !(Number(value) <= 0)) return [];
    return momentIn(headers[name.replace('remaining', 'reset')], 's') ?? [];
  });
  const { ratelimit } = headers;
  if (typeof ratelimit === 'string' && USED_UP.test(ratelimit)) {
    resets.push(momentIn(RESET.exec(ratelimit)?.[1], 's') ?? 0);
  }
  const latest = Math.max(0, ...resets);
  return latest > 0 ? latest : undefined;
}

function fieldIn(value: unknown, depth: number): number | undefined {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return undefined;
  for (const [name, one] of Object.entries(value as Json).slice(0, MOST_FIELDS)) {
    const unit = FIELD.exec(name)?.groups?.unit?.toLowerCase().startsWith('m') === true ? 'ms' : 's';
    const found = FIELD.test(name) ? momentIn(one, unit) : fieldIn(one, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A duration, a date, or a moment as a number.
 * @param unit of a duration without one
 */
function momentIn(value: unknown, unit: 's' | 'ms'): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return untilMoment(Number(text)) ?? durationOf(WHOLE_DURATION.exec(text), unit) ?? untilDate(text);
}

function durationOf(found: RegExpExecArray | null, unit = 's'): number | undefined {
  if (found === null) return undefined;
  const { hours = 0, minutes = 0, rest = 0, unit: given = unit } = found.groups ?? {};
  const restMs = Number(rest) * (given.toLowerCase().startsWith('m') ? 1 : 1_000);
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000 + restMs;
  return ms > 0 ? boundWait(ms) : undefined;
}
