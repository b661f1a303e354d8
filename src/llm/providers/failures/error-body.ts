import { redactText } from '../../../telemetry/text-redaction.js';
import type { UpstreamError } from './provider-failure.js';
import { failureInBaseResp, statusOfCode } from './vendor-codes.js';

/** Of a reason so much is read, and so much of that is handed on. */
const LONGEST_REASON = 4_096;
const LONGEST_MESSAGE = 500;
/** A longer text is not searched for JSON. */
const LONGEST_TEXT = 16_384;
const DEEPEST = 6;
const MOST_PARTS = 10;

/** Where servers put the reason of an error, most telling first. */
const REASONS = [
  ...['message', 'msg', 'detail', 'details', 'error', 'errors', 'reason', 'description', 'error_description'],
  ...['error_message', 'error_msg', 'errorMessage', 'Message', 'faultstring', 'fault', 'title'],
];
/** Numbers beside it that say what did not fit, as llama.cpp sends them. */
const LIMITS = /ctx|context|tokens|limit/;

/** A name of a field, and no word of a text. */
const NAME = /^[a-z][\w.-]{0,40}$/i;

type Json = Record<string, unknown>;

/** The error in a body, whatever its status; `undefined` if it holds none, or an empty one beside an answer. */
export function errorIn(body: unknown): UpstreamError | undefined {
  const object = unwrap(body);
  if (object === undefined) return undefined;
  const own = object.base_resp === undefined ? undefined : failureInBaseResp(object);
  if (own !== undefined) return toError(own);
  const inner = unwrap(object.error);
  if (inner !== undefined) return saysNothing(inner) ? undefined : toError(inner);
  if (typeof object.error === 'string') return object.error === '' ? undefined : toError({ message: object.error });
  const isNamed = typeof object.message === 'string' && typeof object.type === 'string';
  const isFlat = object.object === 'error' || isNamed || typeof object.__type === 'string';
  return isFlat && !Array.isArray(object.choices) ? toError(object) : undefined;
}

/** What a body that is no answer says went wrong, in whatever form; `undefined` if it says nothing. */
export function reasonIn(body: unknown): UpstreamError | undefined {
  const error = errorIn(body);
  if (error !== undefined) return error;
  const reason = reasonOf(body, 0);
  return reason === '' ? undefined : toError({ ...namesBelow(body), ...unwrap(body), message: reason });
}

/** Whether a body is JSON that may say something, and not a text or a page. */
export function isJsonObject(body: unknown): boolean {
  return unwrap(body) !== undefined;
}

/** What came in place of an answer, by its form alone: its words may be those of a prompt or an answer. */
export function kindOf(body: unknown): string {
  if (typeof body === 'string') return body.trim() === '' ? 'An empty body' : `A text of ${body.length} characters`;
  if (typeof body !== 'object' || body === null) return 'No answer';
  if (Array.isArray(body)) return `A list of ${body.length}`;
  const names = Object.keys(body).filter((name) => NAME.test(name));
  return names.length === 0 ? 'An empty object' : `No answer, but ${names.slice(0, MOST_PARTS).join(', ')}`;
}

/** The names of an error that lies in a list, or below another name than `error`. */
function namesBelow(body: unknown): Json {
  const { errors, detail } = unwrap(body) ?? {};
  const [first] = [errors, detail].map((one) => unwrap(Array.isArray(one) ? one[0] : one)).filter((one) => one);
  return first === undefined ? {} : { code: first.code, type: first.type ?? first.__type };
}

/** The error as others may see it: without secrets, and not endless. */
export function forCaller(error: UpstreamError): UpstreamError {
  const short = (text: string | null) => (text === null ? null : redactText(text, LONGEST_MESSAGE));
  return { message: redactText(error.message, LONGEST_MESSAGE), ...mapped(error, short) };
}

function mapped({ type, code, param }: UpstreamError, change: (text: string | null) => string | null) {
  return { type: change(type), code: change(code), param: change(param) };
}

/** The status that an error in a body claims. */
export function statusIn(body: unknown): number | undefined {
  const object = unwrap(body);
  const inner = unwrap(object?.error) ?? object;
  const codes = [inner?.code, inner?.status, object?.code, object?.status_code, object?.statusCode].map(Number);
  return codes.find((code) => code >= 400 && code < 600) ?? (object && statusOfCode(object));
}

/** RunPod may wrap a JSON text in a JSON string, and Gemini an error in a list. */
function unwrap(value: unknown, depth = 0): Json | undefined {
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(value)) return value.length === 1 ? unwrap(value[0], depth + 1) : undefined;
  if (typeof value === 'object' && value !== null) return value as Json;
  return typeof value === 'string' ? unwrap(parsed(value), depth + 1) : undefined;
}

/** Some send the error of a stream as its only event, with a status of its own. */
const EVENT = /^\s*(?:event:[^\n]{0,100}\n)?data:/;

function parsed(text: string): unknown {
  if (text.length > LONGEST_TEXT) return undefined;
  const json = text.replace(EVENT, '');
  if (!/^\s*[[{"]/.test(json)) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** How others say beside it that nothing went wrong. */
const SUCCESS_CODES: unknown[] = [0, '0', 200, '200'];
const SUCCESS = /^(?:ok|success(?:ful)?|none)?$/i;

/** Some servers send an empty error beside a good answer. */
function saysNothing(error: unknown): boolean {
  const { code, message = '' } = (error ?? {}) as Json;
  if (SUCCESS_CODES.includes(code) && typeof message === 'string' && SUCCESS.test(message)) return true;
  return typeof error === 'object' && error !== null ? Object.values(error).every(saysNothing) : !error;
}

function toError(object: Json): UpstreamError {
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, LONGEST_REASON) : null;
  const numbers = Object.entries(object).flatMap(([name, value]) =>
    typeof value === 'number' && LIMITS.test(name) ? [`${name}: ${value}`] : [],
  );
  const given = text(object.param);
  const param = given === '' ? null : given;
  // Some say what is wrong in the place of the parameter's name.
  const words = param?.includes(' ') === true ? [param] : [];
  const reason = [reasonOf(object, 0), ...words, ...numbers].filter((part) => part !== '').join(', ');
  return {
    message: reason === '' ? 'The provider answered with an error' : reason.slice(0, LONGEST_REASON),
    type: text(object.type) ?? text(object.errorType) ?? shapeOf(object.__type),
    // Gemini and gRPC name the kind of an error in `status`.
    code: text(object.code) ?? text(object.status),
    param: words.length > 0 ? null : param,
  };
}

/** AWS names an error by its shape, in a namespace: `com.amazon.coral.service#ThrottlingException`. */
export function shapeOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const name = value.slice(0, LONGEST_REASON).split('#').at(-1)?.split(':', 1)[0];
  return name === undefined || name === '' ? null : name;
}

/** The reason in an object, a list or a text: also FastAPI's list of `detail`, JSON in a string, and the title of a page. */
function reasonOf(value: unknown, depth: number): string {
  if (depth > DEEPEST) return '';
  if (typeof value === 'string') {
    const inner = parsed(value.slice(0, LONGEST_REASON));
    return (inner === undefined ? '' : reasonOf(inner, depth + 1)) || textOf(value);
  }
  if (Array.isArray(value)) {
    const parts = value.slice(0, MOST_PARTS).map((one) => reasonOf(one, depth + 1));
    return parts.filter((part) => part !== '').join('\n');
  }
  return typeof value === 'object' && value !== null ? reasonOfObject(value as Json, depth) : '';
}

function reasonOfObject(object: Json, depth: number): string {
  const found = REASONS.map((name) => reasonOf(object[name], depth + 1)).find((reason) => reason !== '') ?? '';
  // OpenRouter says "Provider returned error", and what that one said in `metadata.raw`.
  const raw = reasonOf((object.metadata as Json | null | undefined)?.raw, depth + 1);
  const where = Array.isArray(object.loc) ? `${object.loc.join('.')}: ` : '';
  return found === '' ? '' : `${where}${found}${raw === '' ? '' : `: ${raw}`}`;
}

/** How a page begins, but not words such as `<400> InternalError`. */
const PAGE = /^<(?:!doctype|!--|\?xml|html|head|body|center|title|h\d|p|div|pre|script|meta)\b/i;

/** A text as it is; of a page its title. */
function textOf(text: string): string {
  const start = text.slice(0, LONGEST_REASON).trim();
  if (!PAGE.test(start)) return start;
  return /<title[^>]{0,200}>([^<]{1,300})/i.exec(start)?.[1]?.trim() ?? '';
}
