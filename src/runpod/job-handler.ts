import { HTTP_STATUS } from '../errors/error-kind.js';
import { ErrorResponse } from '../errors/error-response.dto.js';
import { ResourceNotFoundError, ValidationError } from '../errors/request.errors.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';
import { toRequestId } from '../telemetry/request-id.js';

/** Paths that jobs may request; no other part of the API is reachable through RunPod. */
const PATHS = ['/ping', '/v1/research', '/'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** Longest part of an unknown path that an error message repeats. */
const MAX_PATH = 200;

const PRINTABLE_ASCII = /^[\x20-\x7e]{0,2000}$/;

type Method = (typeof METHODS)[number];

/** A request that is injected without a network connection. */
export interface InjectedRequest {
  method: Method;
  url: string;
  headers: Record<string, string> & { 'x-request-id': string };
  payload?: string;
  /** Aborted when the answer is no longer needed. */
  signal: AbortSignal;
}

export type InjectRequest = (request: InjectedRequest) => Promise<{ statusCode: number; payload: string }>;

/** The answer to a job, successful or not. */
export interface JobAnswer {
  status_code: number;
  body: unknown;
}

/** Turns each job into a request to this service, and the response into the job's answer. */
export class JobHandler {
  /** @param apiKey key of this service that jobs act with */
  constructor(
    private readonly inject: InjectRequest,
    private readonly apiKey: string | undefined,
  ) {}

  /**
   * Answers one job; invalid input is answered with a validation error.
   * @param input should be `{ path, method, body, tags }`
   * @throws whatever aborts the request, above all `signal`
   */
  async answer(jobId: string, input: unknown, signal: AbortSignal): Promise<JobAnswer> {
    const id = toRequestId(jobId);
    try {
      const { statusCode, payload } = await this.inject({ ...this.read(input, id), signal });
      return { status_code: statusCode, body: parse(payload) };
    } catch (error) {
      if (!(error instanceof SalesAgentError)) throw error;
      return { status_code: HTTP_STATUS[error.kind], body: ErrorResponse.from(error, id) };
    }
  }

  private read(input: unknown, id: string): Omit<InjectedRequest, 'signal'> {
    const { path, method, body, tags } = asEvent(input);
    const headers: InjectedRequest['headers'] = { 'x-request-id': id };
    if (this.apiKey !== undefined) headers['x-api-key'] = this.apiKey;
    if (tags !== undefined) headers['x-llm-tags'] = tags;
    const hasBody = body !== undefined && body !== null;
    const request = { method: method ?? (hasBody ? 'POST' : 'GET'), url: path, headers };
    if (!hasBody) return request;
    headers['content-type'] = 'application/json';
    return { ...request, payload: JSON.stringify(body) };
  }
}

/** The input of a job. */
interface Event {
  path: string;
  method: Method | undefined;
  body: unknown;
  /** As in the header `x-llm-tags`, which the route checks. */
  tags: string | undefined;
}

/** @throws ValidationError, ResourceNotFoundError */
function asEvent(input: unknown): Event {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid('input', 'is_object', 'must be an object with a path, a method and a body');
  }
  const { path, method, body, tags } = input as Record<string, unknown>;
  if (typeof path !== 'string') throw invalid('input.path', 'is_string', 'must be a text');
  const isMissing = method === undefined || method === null;
  const known = typeof method === 'string' ? METHODS.find((one) => one === method.toUpperCase()) : undefined;
  if (known === undefined && !isMissing) {
    throw invalid('input.method', 'is_in', `must be one of ${METHODS.join(', ')}`);
  }
  if (!PATHS.includes(path)) throw new ResourceNotFoundError(path.slice(0, MAX_PATH));
  return { path, method: known, body, tags: tagsIn(tags) };
}

/** @throws ValidationError for what is no text that a header may hold */
function tagsIn(tags: unknown): string | undefined {
  if (tags === undefined || tags === null) return undefined;
  const texts: unknown[] = Array.isArray(tags) ? tags : [tags];
  const isText = texts.every((one) => typeof one === 'string' && PRINTABLE_ASCII.test(one));
  if (!isText) throw invalid('input.tags', 'tags', 'must be printable ASCII: a text, or a list of texts');
  return texts.join();
}

function invalid(field: string, rule: string, message: string): ValidationError {
  return new ValidationError([{ field, rule, message: `${field} ${message}` }]);
}

function parse(payload: string): unknown {
  if (payload === '') return null;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
