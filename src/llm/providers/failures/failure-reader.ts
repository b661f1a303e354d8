import { boundWait, readRetryAfter } from '../../../resilience/retry-after.js';
import { errorIn, forCaller, reasonIn, statusIn } from './error-body.js';
import { isAboutCredit, isAboutKey, isAboutModel, namesOf } from './error-words.js';
import { isTooLong } from './context-length.js';
import { type FailureClass, ProviderFailure, type UpstreamError } from './provider-failure.js';

const BY_STATUS: Record<number, FailureClass> = {
  401: 'rejected_key',
  403: 'blocked',
  404: 'blocked',
  408: 'unavailable',
  409: 'unavailable',
  429: 'rate_limited',
  500: 'server_error',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** Names of errors that come without a status of their own, such as those with status 200. */
const STATUS_BY_NAME: [name: RegExp, status: number][] = [
  [/rate_?limit|too_?many_?|quota|resource_exhausted/, 429],
  [/api_?key|authentication|unauthorized|permission/, 401],
  [/not_?found/, 404],
  [/invalid_?request|bad_?request|context_?length|content_?filter/, 400],
];

const PAYMENT_REQUIRED = 402;
/** An exhausted token quota is worded alike, but is not the prompt's fault. Some servers answer 500 to a prompt that is too long. */
const STATUSES_OF_LENGTH = [400, 413, 422, 500];
/** A request that is larger than all that may be sent in a minute: waiting does not help, another provider may. */
const STATUSES_OF_SIZE = [413, 429];
const TOO_LARGE_FOR_RATE = /request too large|rate_limit_exceeded[^]*request (?:is )?too/;
const PER_MINUTE = /rate_limit_exceeded|tokens per (?:minute|day)|\btp[md]\b/;

const PAGE = /^\s*</;
/** Statuses of a proxy for a request, not for its sender. */
const TOO_LARGE = [413, 414, 431];
/** Parameters that have to do with the context window. */
const OF_LENGTH = /messages|input|prompt|tokens/;
/** What an error says where only the content of this request is refused, or what it asks for. */
const ABOUT_REQUEST =
  /flagged|moderation|safety|unsafe|harmful|violat|prohibit|inappropriate|jailbreak|polic(?:y|ies)|content[_ ](?:filter|management)|guardrail|no endpoints? (?:found|support|available)|not support|unsupported|tool use|modalit/;
const STATUSES_OF_REQUEST = [401, 403, 404, 451];
const ABOUT_RATE = /rate|limit|quota|too many/;
/** Of a rate limit without headers: "Please try again in 7m12.5s". */
const RETRY_IN =
  /(?:try again|retry) (?:in|after) (?:(\d{1,3})h)?(?:(\d{1,4})m(?!s))?(?:(\d{1,8}(?:\.\d{1,9})?) ?(ms|s))?/i;

type Headers = Record<string, string | string[] | undefined>;

/**
 * Reads an error response: by its body first, by its status second, since a server behind RunPod may send an error with
 * status 200, and the body of Cerebras' 429 has no `error` around it.
 */
export function readFailure(status: number, headers: Headers, body: unknown): ProviderFailure {
  const error = errorIn(body);
  if (error === undefined && status < 300 && !isPage(body)) {
    return new ProviderFailure('malformed', 'No answer', { status });
  }
  const told = status >= 400 ? status : (statusIn(body) ?? statusNamedBy(error));
  const meant = told ?? 502;
  const reason = error ?? reasonIn(body);
  const { failureClass, isAboutModel } = classOf(isPage(body) ? status : told, body, error, reason);
  return new ProviderFailure(failureClass, reason?.message ?? `Status ${status}`, {
    status: isPage(body) ? status : meant,
    retryAfterMs: failureClass === 'rate_limited' ? retryAfterOf(headers, reason) : undefined,
    upstream: reason && forCaller(reason),
    isAboutModel,
  });
}

interface Meaning {
  failureClass: FailureClass;
  isAboutModel?: boolean;
}

/** By its words alone, where nothing tells its status. */
const UNTOLD = 400;

/**
 * @param status `undefined` where nothing tells it
 * @param error an error in the protocol's shape
 * @param reason what the body says, in whatever shape
 */
function classOf(
  status: number | undefined,
  body: unknown,
  error: UpstreamError | undefined,
  reason: UpstreamError | undefined,
): Meaning {
  if (isPage(body) && status !== undefined && status < 500)
    return { failureClass: TOO_LARGE.includes(status) ? 'refused' : 'blocked' };
  const names = namesOf(reason);
  const text = `${names} ${reason?.message ?? ''}`.toLowerCase();
  if (text.includes('no workers available')) return { failureClass: 'unavailable' };
  const said = status ?? UNTOLD;
  if (said === 500 && isLength(said, text, reason?.param)) return { failureClass: 'context_length' };
  if (said < 400 || said >= 500) return { failureClass: classByStatus(said) };
  const meaning = ownFaultIn(said, reason, text) ?? classOfRequest(said, text, reason?.param);
  if (meaning !== undefined) return meaning;
  return { failureClass: isFirewall(said, error, text) ? 'blocked' : classByStatus(status) };
}

function classByStatus(status: number | undefined): FailureClass {
  if (status === undefined) return 'unavailable';
  return BY_STATUS[status] ?? (status >= 500 ? 'server_error' : 'refused');
}

/** What is the provider's or our account's fault, the same for every caller: by the names of the error, and its first words. */
function ownFaultIn(status: number, reason: UpstreamError | undefined, text: string): Meaning | undefined {
  const isRefused = STATUSES_OF_REQUEST.includes(status) && ABOUT_REQUEST.test(text);
  if (isRefused) return { failureClass: 'refused' };
  const hasMoment = status === 429 && retryInMs(reason) !== undefined;
  if (status === PAYMENT_REQUIRED || (!hasMoment && isAboutCredit(reason))) return { failureClass: 'no_credit' };
  if (isAboutModel(status, reason)) return { failureClass: 'rejected_key', isAboutModel: true };
  return status !== 429 && isAboutKey(status, reason) ? { failureClass: 'rejected_key' } : undefined;
}

/** What is wrong with this request alone. */
function classOfRequest(status: number, text: string, param: string | null | undefined): Meaning | undefined {
  if (STATUSES_OF_SIZE.includes(status) && TOO_LARGE_FOR_RATE.test(text)) return { failureClass: 'refused' };
  if (status === 413 && PER_MINUTE.test(text)) return { failureClass: 'refused' };
  return isLength(status, text, param) ? { failureClass: 'context_length' } : undefined;
}

function isLength(status: number, text: string, param: string | null | undefined): boolean {
  return STATUSES_OF_LENGTH.includes(status) && (param == null || OF_LENGTH.test(param)) && isTooLong(text);
}

/** Whether a firewall refused the request: this says nothing about our key, and must not close the provider to others. */
function isFirewall(status: number, error: UpstreamError | undefined, text: string): boolean {
  if (error !== undefined) return false;
  const words = text.trim();
  if (status === 429) return words !== '' && !ABOUT_RATE.test(words);
  // An empty 401 is an answer to our key; a text that does not speak of one is not.
  return status === 401 && words !== '' && !isAboutKey(status, { message: words, type: null, code: null, param: null });
}

function isPage(body: unknown): boolean {
  return typeof body === 'string' && PAGE.test(body);
}

function statusNamedBy(error: UpstreamError | undefined): number | undefined {
  const names = namesOf(error);
  return STATUS_BY_NAME.find(([name]) => name.test(names))?.[1];
}

/** By `Retry-After`, by Cerebras' own headers of an exhausted quota, or by what the error says. */
function retryAfterOf(headers: Headers, reason: UpstreamError | undefined): number | undefined {
  const given = readRetryAfter(headers['retry-after']);
  if (given !== undefined) return given;
  const resets = ['requests-day', 'tokens-minute'].flatMap((quota) => {
    const isUsedUp = Number(headers[`x-ratelimit-remaining-${quota}`] ?? NaN) <= 0;
    const reset = Number(headers[`x-ratelimit-reset-${quota}`] ?? NaN);
    return isUsedUp && Number.isFinite(reset) ? [reset * 1_000] : [];
  });
  return resets.length > 0 ? boundWait(Math.max(...resets)) : retryInMs(reason);
}

function retryInMs(reason: UpstreamError | undefined): number | undefined {
  const [found, hours = 0, minutes = 0, rest = 0, unit] = RETRY_IN.exec(reason?.message ?? '') ?? [];
  if (found === undefined) return undefined;
  const restMs = Number(rest) * (unit === 'ms' ? 1 : 1_000);
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000 + restMs;
  return ms > 0 ? boundWait(ms) : undefined;
}
