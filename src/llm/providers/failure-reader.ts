import { boundWait, readRetryAfter } from '../../resilience/retry-after.js';
import { type FailureClass, ProviderFailure, type UpstreamError } from './provider-failure.js';

const LONGEST_MESSAGE = 500;
/** Of a body that is no error of the protocol, so much is searched. */
const LONGEST_TEXT = 4_096;

const BY_STATUS: Record<number, FailureClass> = {
  401: 'rejected_key',
  402: 'rejected_key',
  403: 'rejected_key',
  404: 'rejected_key',
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
  [/rate_?limit|too_?many_?|quota/, 429],
  [/api_?key|authentication|unauthorized|permission/, 401],
  [/not_?found/, 404],
  [/invalid_?request|bad_?request|context_?length|content_?filter/, 400],
];

/** An exhausted token quota is worded alike, but is not the prompt's fault. */
const STATUSES_OF_LENGTH = [400, 413, 422];
const TOO_LONG = /context[_ ](length|window)|maximum (context|model length)|too many tokens|prompt is too long/;

/** Statuses of a rejected key or an unknown model, which firewalls use as well. */
const REFUSALS = [401, 402, 403, 404];
const PAGE = /^\s*</;
/** What a server that speaks the protocol says about a key or an address, where its answer is no error of the protocol. */
const ABOUT_KEY = /api[_ -]?key|token|credential|authenti|unauthori[sz]ed|payment|permission/;
const NOT_THERE = /not[_ ]?found|not[_ ]?exist/;
/** What an error of the protocol says where only the content of this request is refused. */
const ABOUT_CONTENT =
  /flagged|moderation|safety|content[_ ](?:policy|filter)|blocked|no endpoints? (?:found|support|available)|tool use/;
const ABOUT_RATE = /rate|limit|quota|too many/;

type Headers = Record<string, string | string[] | undefined>;

/**
 * Reads an error response: by its body first, by its status second, since a server behind RunPod may send an error with
 * status 200, and the body of Cerebras' 429 has no `error` around it.
 */
export function readFailure(status: number, headers: Headers, body: unknown): ProviderFailure {
  const error = errorIn(body);
  if (isBlocked(status, body, error)) return new ProviderFailure('blocked', 'Not an answer of the API', { status });
  if (error === undefined && status < 300) return new ProviderFailure('malformed', 'No answer', { status });
  const meant = status >= 400 ? status : (statusIn(body) ?? statusNamedBy(error) ?? 502);
  const failureClass = classOf(meant, error);
  return new ProviderFailure(failureClass, error?.message ?? `Status ${status}`, {
    status: meant,
    retryAfterMs: failureClass === 'rate_limited' ? retryAfterOf(headers) : undefined,
    upstream: error,
  });
}

/** The error in a body, whatever its status; `undefined` if it holds none. */
export function errorIn(body: unknown): UpstreamError | undefined {
  const object = unwrap(body);
  if (object === undefined) return undefined;
  const given = saysNothing(object.error) ? undefined : object.error;
  const inner = unwrap(given);
  if (inner !== undefined) return toError(inner);
  if (typeof given === 'string') return toError({ message: given });
  const isFlat = object.object === 'error' || (typeof object.message === 'string' && typeof object.type === 'string');
  return isFlat ? toError(object) : undefined;
}

/**
 * Whether a firewall refused the request, or the provider did because of its content: either says nothing about our key, and
 * must not close the provider to others.
 */
function isBlocked(status: number, body: unknown, error: UpstreamError | undefined): boolean {
  if (typeof body === 'string' && PAGE.test(body)) return status < 300 || (status >= 400 && status < 500);
  const text = textOf(body, error);
  if (status === 429) return error === undefined && text !== '' && !ABOUT_RATE.test(text);
  if (!REFUSALS.includes(status)) return false;
  if (error !== undefined) return ABOUT_CONTENT.test(text);
  if (status === 403) return !ABOUT_KEY.test(text);
  return typeof body === 'string' && text !== '' && !ABOUT_KEY.test(text) && !NOT_THERE.test(text);
}

/** Of an error its own words, and else the whole body. */
function textOf(body: unknown, error: UpstreamError | undefined): string {
  const whole = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  const text = error === undefined ? whole.slice(0, LONGEST_TEXT) : `${error.code} ${error.type} ${error.message}`;
  return text === '""' ? '' : text.toLowerCase();
}

function classOf(status: number, error: UpstreamError | undefined): FailureClass {
  const text = `${error?.code ?? ''} ${error?.type ?? ''} ${error?.message ?? ''}`.toLowerCase();
  if (text.includes('no workers available')) return 'unavailable';
  if (STATUSES_OF_LENGTH.includes(status) && TOO_LONG.test(text)) return 'context_length';
  const known = BY_STATUS[status];
  if (known !== undefined) return known;
  return status >= 500 ? 'server_error' : 'refused';
}

/** Some servers send an empty error beside a good answer. */
function saysNothing(error: unknown): boolean {
  return typeof error === 'object' && error !== null ? Object.values(error).every(saysNothing) : !error;
}

/** RunPod may wrap a JSON text in a JSON string. */
function unwrap(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return undefined;
  try {
    return unwrap(JSON.parse(value));
  } catch {
    return undefined;
  }
}

function statusIn(body: unknown): number | undefined {
  const object = unwrap(body);
  const inner = unwrap(object?.error) ?? object;
  return [inner?.code, inner?.status, object?.code].map(Number).find((code) => code >= 400 && code < 600);
}

function statusNamedBy(error: UpstreamError | undefined): number | undefined {
  const text = `${error?.code ?? ''} ${error?.type ?? ''}`.toLowerCase();
  return STATUS_BY_NAME.find(([name]) => name.test(text))?.[1];
}

function toError(object: Record<string, unknown>): UpstreamError {
  const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : null);
  return {
    message: (text(object.message) ?? 'The provider answered with an error').slice(0, LONGEST_MESSAGE),
    type: text(object.type),
    code: text(object.code),
    param: text(object.param),
  };
}

/** By `Retry-After`, or by Cerebras' own headers of an exhausted quota. */
function retryAfterOf(headers: Headers): number | undefined {
  const given = readRetryAfter(headers['retry-after']);
  if (given !== undefined) return given;
  const resets = ['requests-day', 'tokens-minute'].flatMap((quota) => {
    const isUsedUp = Number(headers[`x-ratelimit-remaining-${quota}`] ?? NaN) <= 0;
    const reset = Number(headers[`x-ratelimit-reset-${quota}`] ?? NaN);
    return isUsedUp && Number.isFinite(reset) ? [reset * 1_000] : [];
  });
  return resets.length > 0 ? boundWait(Math.max(...resets)) : undefined;
}
