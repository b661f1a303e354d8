import { errorIn, forCaller, isJsonObject, kindOf, reasonIn, shapeOf, statusIn } from './error-body.js';
import { isAboutAccount, isAboutCredit, isAboutKey, isInTrouble, namesOf } from './error-words.js';
import { isModelMissing, saysNoModel } from './model-words.js';
import { isTooLong } from './context-length.js';
import { type FailureClass, ProviderFailure, type UpstreamError } from './provider-failure.js';
import { type Headers, momentInHeader, namedMoment, retryMoment } from './retry-moment.js';

const BY_STATUS: Record<number, FailureClass> = {
  401: 'rejected_key',
  403: 'blocked',
  404: 'blocked',
  // Another method, so another address than ours.
  405: 'blocked',
  408: 'unavailable',
  409: 'unavailable',
  // For this connection or moment alone: misdirected, too early, out of capacity (Groq), closed meanwhile.
  421: 'unavailable',
  // Of what is behind a gateway, or of a model while it writes (TGI).
  424: 'unavailable',
  425: 'unavailable',
  498: 'unavailable',
  499: 'unavailable',
  429: 'rate_limited',
  500: 'server_error',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
  // Cloudflare cannot reach the server behind it, or has waited 100 s for it: another try would be as long.
  521: 'unavailable',
  522: 'unavailable',
  523: 'unavailable',
  524: 'unavailable',
  // Overloaded.
  529: 'unavailable',
};

/** Names of errors that come without a status of their own, such as those with status 200. */
const STATUS_BY_NAME: [name: RegExp, status: number][] = [
  [/rate_?limit|too_?many_?|quota|resource_exhausted|throttl/, 429],
  [/api_?key|authentication|unauthorized|permission/, 401],
  [/not_?found/, 404],
  [/invalid_?request|bad_?request|context_?length|content_?filter|validationexception/, 400],
  [/service_?unavailable|not_?ready|overloaded/, 503],
];

/** Words of those that have no name. */
const STATUS_BY_WORDS: [words: RegExp, status: number][] = [
  [/^\W{0,3}(?:[\w.]+ ){0,3}(?:rate.?limit|request limit reached|too many requests)/, 429],
  [/^\W{0,3}(?:authentication|unauthori[sz]ed|not authenticated|login fail)/, 401],
  [/^\W{0,3}internal (?:server )?error/, 500],
];

const PAYMENT_REQUIRED = 402;
/** OpenRouter, of an account that could pay for a smaller request: a prompt, or the most tokens of an answer. */
const PROMPT_NOT_AFFORDED = 'prompt tokens limit exceeded';
const ANSWER_NOT_AFFORDED = /fewer max_tokens\b[^]{0,100}can only afford (\d{1,9})/;
/** An account that cannot pay for so many tokens has no credit left. */
const FEW_TOKENS = 1_000;
/** An exhausted token quota is worded alike, but is not the prompt's fault. Some servers answer 500 to a prompt that is too long. */
const STATUSES_OF_LENGTH = [400, 413, 422, 500];
/** A request that is larger than all that may be sent in a minute: waiting does not help, another provider may. */
const STATUSES_OF_SIZE = [413, 429];
const TOO_LARGE_FOR_RATE = /request too large|rate_limit_exceeded[^]*request (?:is )?too/;
/** Names of a rate limit: AWS and Google have statuses of their own for it. */
const THROTTLED = /throttl|too_?many_?requests|rate_?limit_?exceeded/;
const PER_MINUTE = /rate_limit_exceeded|tokens per (?:minute|day)|\btp[md]\b/;

const PAGE = /^\s*</;
/** Statuses of a proxy for a request, not for its sender. */
const TOO_LARGE = [413, 414, 431];
/** Parameters that have to do with the context window. */
const OF_LENGTH = /messages|input|prompt|tokens/;
/** What an error says where only the content of this request is refused, or what it asks for. */
const ABOUT_REQUEST =
  /flagged|moderation|safety|unsafe|harmful|violat|prohibit|inappropriate|jailbreak|polic(?:y|ies)|content[_ ](?:filter|management)|guardrail|no endpoints? (?:found|support|available)|not support|unsupported|tool use|modalit/;
/** The same of llama.cpp, as a failure of the server: what its template of a chat, or the model, does not take. */
const STATUSES_OF_TEMPLATES = [500, 501];
const OF_REQUEST =
  /\bjinja\b|chat template|roles must alternate|system message must be|(?:is not callable|unknown (?:method|filter|test|argument))[^]{0,40} at row \d|tools param requires|not_supported_error|(?:image|audio|video|file|multimodal)s? (?:input )?(?:is|are) not supported|failed to parse (?:grammar|messages|tools|input|json schema)|json schema conversion failed/;
const STATUSES_OF_REQUEST = [401, 403, 404, 451];
const ABOUT_RATE = /rate|limit|quota|too many/;
/**
 * Reads an error response: by its body first, by its status second, since a server behind RunPod may send an error with
 * status 200, and the body of Cerebras' 429 has no `error` around it.
 */
export function readFailure(status: number, headers: Headers, body: unknown): ProviderFailure {
  const error = errorIn(body);
  const reason = withNameIn(headers, error ?? (isRedirect(status) ? redirectIn(headers) : undefined) ?? reasonIn(body));
  const isSilent = reason === undefined || (error === undefined && !isJsonObject(body));
  if (status < 300 && isSilent && !isPage(body)) return new ProviderFailure('malformed', kindOf(body), { status });
  const told = status >= 400 ? status : (statusIn(body) ?? statusNamedBy(reason));
  const meant = told ?? (isRedirect(status) ? status : 502);
  const { failureClass, isAboutModel } = classOf(isPage(body) ? status : told, body, error, reason);
  return new ProviderFailure(failureClass, reason?.message ?? `Status ${status}`, {
    status: isPage(body) ? status : meant,
    retryAfterMs: momentOf(failureClass, headers, body, reason?.message),
    upstream: reason && forCaller(reason),
    isAboutModel,
  });
}

/** When calls are accepted again. Of a server that is out of reach only a header is believed. */
function momentOf(failureClass: FailureClass, headers: Headers, body: unknown, message: string | undefined) {
  if (failureClass === 'rate_limited') return retryMoment(headers, body, message);
  return failureClass === 'unavailable' ? momentInHeader(headers) : undefined;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/** Where a redirect leads, which tells what is wrong with the configured URL. */
function redirectIn({ location }: Headers): UpstreamError | undefined {
  if (typeof location !== 'string') return undefined;
  const [address = ''] = location.split(/[?#]/, 1);
  return { message: `A redirect to ${address}`, type: null, code: null, param: null };
}

/** AWS and its gateways name an error in a header, and not always in the body. */
function withNameIn(headers: Headers, reason: UpstreamError | undefined): UpstreamError | undefined {
  const name = reason?.type == null ? shapeOf(headers['x-amzn-errortype']) : null;
  return name === null ? reason : { message: name, code: null, param: null, ...reason, type: name };
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
  if (STATUSES_OF_TEMPLATES.includes(said) && OF_REQUEST.test(text)) return { failureClass: 'refused' };
  if (said < 400 || said >= 500) return { failureClass: classByStatus(said) };
  const meaning = ownFaultIn(said, reason, text, body) ?? classOfRequest(said, names, text, reason?.param);
  if (meaning !== undefined) return meaning;
  return { failureClass: isFirewall(said, body, error, text) ? 'blocked' : classByStatus(status) };
}

function classByStatus(status: number | undefined): FailureClass {
  if (status === undefined) return 'unavailable';
  return BY_STATUS[status] ?? (status >= 500 ? 'server_error' : 'refused');
}

/** What is the provider's or our account's fault, the same for every caller: by the names of the error, and its first words. */
function ownFaultIn(
  status: number,
  reason: UpstreamError | undefined,
  text: string,
  body: unknown,
): Meaning | undefined {
  if (saysNoModel(reason)) return { failureClass: 'rejected_key', isAboutModel: true };
  if (isAboutAccount(reason)) return { failureClass: 'rejected_key' };
  const isRefused = STATUSES_OF_REQUEST.includes(status) && ABOUT_REQUEST.test(text);
  if (isRefused) return { failureClass: 'refused' };
  const hasMoment = status === 429 && namedMoment(body, reason?.message) !== undefined;
  const asksForLess = status === PAYMENT_REQUIRED ? lessIn(text) : undefined;
  if (asksForLess !== undefined) return { failureClass: asksForLess };
  if (status === PAYMENT_REQUIRED || (!hasMoment && isAboutCredit(reason))) return { failureClass: 'no_credit' };
  if (isModelMissing(status, reason)) return { failureClass: 'rejected_key', isAboutModel: true };
  if (status !== 429 && isInTrouble(reason)) return { failureClass: 'unavailable' };
  return status !== 429 && isAboutKey(status, reason) ? { failureClass: 'rejected_key' } : undefined;
}

/** What would have to be smaller for the account to pay for it. */
function lessIn(text: string): FailureClass | undefined {
  if (text.includes(PROMPT_NOT_AFFORDED)) return 'context_length';
  const affordable = Number(ANSWER_NOT_AFFORDED.exec(text)?.[1] ?? 0);
  return affordable >= FEW_TOKENS ? 'max_tokens' : undefined;
}

/** What is wrong with this request alone. */
function classOfRequest(
  status: number,
  names: string,
  text: string,
  param: string | null | undefined,
): Meaning | undefined {
  if (STATUSES_OF_SIZE.includes(status) && TOO_LARGE_FOR_RATE.test(text)) return { failureClass: 'refused' };
  if (status === 413 && PER_MINUTE.test(text)) return { failureClass: 'refused' };
  if (status !== 413 && THROTTLED.test(names)) return { failureClass: 'rate_limited' };
  return isLength(status, text, param) ? { failureClass: 'context_length' } : undefined;
}

function isLength(status: number, text: string, param: string | null | undefined): boolean {
  return STATUSES_OF_LENGTH.includes(status) && (param == null || OF_LENGTH.test(param)) && isTooLong(text);
}

/** Whether a firewall refused the request: this says nothing about our key, and must not close the provider to others. */
function isFirewall(status: number, body: unknown, error: UpstreamError | undefined, text: string): boolean {
  if (error !== undefined) return false;
  const words = text.trim();
  if (status === 429) return !isJsonObject(body) && words !== '' && !ABOUT_RATE.test(words);
  // An empty 401 is an answer to our key; a text that does not speak of one is not.
  return status === 401 && words !== '' && !isAboutKey(status, { message: words, type: null, code: null, param: null });
}

function isPage(body: unknown): boolean {
  return typeof body === 'string' && PAGE.test(body);
}

function statusNamedBy(reason: UpstreamError | undefined): number | undefined {
  const names = namesOf(reason);
  const named = STATUS_BY_NAME.find(([name]) => name.test(names))?.[1];
  const words = (reason?.message ?? '').toLowerCase();
  return named ?? STATUS_BY_WORDS.find(([form]) => form.test(words))?.[1];
}
