import { HttpStatus } from '@nestjs/common';

const STATUS = {
  malformed: HttpStatus.BAD_REQUEST,
  unauthenticated: HttpStatus.UNAUTHORIZED,
  payment_required: HttpStatus.PAYMENT_REQUIRED,
  forbidden: HttpStatus.FORBIDDEN,
  not_found: HttpStatus.NOT_FOUND,
  method_not_allowed: HttpStatus.METHOD_NOT_ALLOWED,
  request_timeout: HttpStatus.REQUEST_TIMEOUT,
  conflict: HttpStatus.CONFLICT,
  precondition_failed: HttpStatus.PRECONDITION_FAILED,
  too_large: HttpStatus.PAYLOAD_TOO_LARGE,
  uri_too_long: HttpStatus.URI_TOO_LONG,
  headers_too_large: 431,
  unsupported_media_type: HttpStatus.UNSUPPORTED_MEDIA_TYPE,
  invalid: HttpStatus.UNPROCESSABLE_ENTITY,
  rate_limited: HttpStatus.TOO_MANY_REQUESTS,
  internal: HttpStatus.INTERNAL_SERVER_ERROR,
  upstream: HttpStatus.BAD_GATEWAY,
  unavailable: HttpStatus.SERVICE_UNAVAILABLE,
  upstream_timeout: HttpStatus.GATEWAY_TIMEOUT,
} as const satisfies Record<string, number>;

/** The kinds of failures, by who can do what about them. */
export type ErrorKind = keyof typeof STATUS;

/** HTTP: the status of each kind. */
export const HTTP_STATUS: Record<ErrorKind, number> = STATUS;

/** OpenAI API: the `type` of each kind. */
export const OPENAI_TYPE: Record<ErrorKind, string> = {
  malformed: 'invalid_request_error',
  unauthenticated: 'authentication_error',
  payment_required: 'insufficient_quota',
  forbidden: 'permission_error',
  not_found: 'not_found_error',
  method_not_allowed: 'invalid_request_error',
  request_timeout: 'invalid_request_error',
  conflict: 'conflict_error',
  precondition_failed: 'conflict_error',
  too_large: 'invalid_request_error',
  uri_too_long: 'invalid_request_error',
  headers_too_large: 'invalid_request_error',
  unsupported_media_type: 'invalid_request_error',
  invalid: 'invalid_request_error',
  rate_limited: 'rate_limit_error',
  internal: 'api_error',
  upstream: 'api_error',
  unavailable: 'api_error',
  upstream_timeout: 'api_error',
};

const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;
const INTERNAL_ERROR = -32_603;
/** The server refuses, for a reason of its own: JSON-RPC leaves -32000 to -32099 to servers. */
const REFUSED = -32_000;

/** JSON-RPC 2.0: the code for text that is not JSON. */
export const JSON_RPC_PARSE_ERROR = -32_700;

/** JSON-RPC 2.0: the code of each kind. */
export const JSON_RPC_CODE: Record<ErrorKind, number> = {
  malformed: INVALID_REQUEST,
  unauthenticated: REFUSED,
  payment_required: REFUSED,
  forbidden: REFUSED,
  not_found: INVALID_PARAMS,
  method_not_allowed: REFUSED,
  request_timeout: REFUSED,
  conflict: REFUSED,
  precondition_failed: REFUSED,
  too_large: REFUSED,
  uri_too_long: INVALID_PARAMS,
  headers_too_large: REFUSED,
  unsupported_media_type: REFUSED,
  invalid: INVALID_PARAMS,
  rate_limited: REFUSED,
  internal: INTERNAL_ERROR,
  upstream: INTERNAL_ERROR,
  unavailable: INTERNAL_ERROR,
  upstream_timeout: INTERNAL_ERROR,
};
