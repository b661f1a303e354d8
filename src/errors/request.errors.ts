import { SalesAgentError } from './sales-agent.error.js';

/** One broken rule of one field. */
export interface FieldProblem {
  /** Path of the field in the request, such as `weights.company_fit` or `company_sizes.0.min`. */
  field: string;
  rule: string;
  message: string;
}

/** Most problems that an answer names, unless `MAX_VALIDATION_PROBLEMS` sets another number. */
export const MAX_PROBLEMS = 10;

export class ValidationError extends SalesAgentError {
  static readonly errorCode = 'VALIDATION_ERROR';
  static readonly kind = 'invalid';
  static readonly meaning =
    'A field of the request breaks a rule; `details.errors` names each field and rule: ten at most, and with more of them ' +
    '`details.problem_count` says how many there are.';

  /** The problems that the answer names. */
  readonly problems: readonly FieldProblem[];

  /** @param limit most problems that the answer names; the others are counted only */
  constructor(problems: readonly FieldProblem[], limit = MAX_PROBLEMS) {
    const named = problems.slice(0, limit);
    const others = problems.length - named.length;
    const summary = named.map(({ message }) => message).join('; ');
    super(`The request is not valid: ${summary}${others > 0 ? `; and ${others} more` : ''}`, {
      errors: named,
      ...(others > 0 ? { problem_count: problems.length } : {}),
    });
    this.problems = named;
  }
}

export class MalformedRequestError extends SalesAgentError {
  static readonly errorCode = 'MALFORMED_REQUEST';
  static readonly kind = 'malformed';
  static readonly meaning = 'The request cannot be parsed: invalid JSON, a duplicate key, or bytes that are not UTF-8.';
}

export class ResourceNotFoundError extends SalesAgentError {
  static readonly errorCode = 'RESOURCE_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'No route has this path.';

  /** @param message says more than that the path is unknown */
  constructor(path: string, message = 'No resource has this path') {
    super(message, { path });
  }
}

export class MethodNotAllowedError extends SalesAgentError {
  static readonly errorCode = 'METHOD_NOT_ALLOWED';
  static readonly kind = 'method_not_allowed';
  static readonly meaning = 'The path exists, but not for this method; the `Allow` header lists those it has.';

  constructor(method: string, allowed: string[]) {
    const Allow = allowed.join(', ');
    super(`This path does not answer ${method}, but ${Allow}`, { method, allowed }, { headers: { Allow } });
  }
}

export class RequestTooLargeError extends SalesAgentError {
  static readonly errorCode = 'REQUEST_TOO_LARGE';
  static readonly kind = 'too_large';
  static readonly meaning = 'The body is larger than `BODY_LIMIT_BYTES`.';
}

export class HeadersTooLargeError extends SalesAgentError {
  static readonly errorCode = 'HEADERS_TOO_LARGE';
  static readonly kind = 'headers_too_large';
  static readonly meaning = 'The headers are larger than the service reads.';
}

export class UriTooLongError extends SalesAgentError {
  static readonly errorCode = 'URI_TOO_LONG';
  static readonly kind = 'uri_too_long';
  static readonly meaning = 'A part of the path is longer than any id.';
}

export class UnsupportedMediaTypeError extends SalesAgentError {
  static readonly errorCode = 'UNSUPPORTED_MEDIA_TYPE';
  static readonly kind = 'unsupported_media_type';
  static readonly meaning = 'The body is not `application/json`.';
}

export class RequestTimeoutError extends SalesAgentError {
  static readonly errorCode = 'REQUEST_TIMEOUT';
  static readonly kind = 'request_timeout';
  static readonly meaning = 'The request did not arrive completely in time.';
}

export class InternalError extends SalesAgentError {
  static readonly errorCode = 'INTERNAL_ERROR';
  static readonly kind = 'internal';
  static readonly meaning = 'A fault of the service; the log has the details under the request id.';

  constructor(cause: unknown) {
    super('Internal error: something went wrong on our side; the request id finds it in the log', {}, { cause });
  }
}

export class ServiceUnavailableError extends SalesAgentError {
  static readonly errorCode = 'SERVICE_UNAVAILABLE';
  static readonly kind = 'unavailable';
  static readonly meaning = 'The service is starting or stopping; retry later or on another replica.';
}
