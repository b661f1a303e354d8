import { ErrorResponse } from './error-response.dto.js';
import type { ErrorKind } from './error-kind.js';
import { MalformedRequestError } from './request.errors.js';
import type { SalesAgentError } from './sales-agent.error.js';

/** What JSON-RPC says of a message that cannot be read, or is no request; of all else it says that the server refuses. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const INTERNAL_ERROR = -32_603;
const REFUSED = -32_000;

/** The code of each kind; the compiler refuses a kind that has none. */
const CODE: Record<ErrorKind, number> = {
  malformed: INVALID_REQUEST,
  invalid: INVALID_REQUEST,
  internal: INTERNAL_ERROR,
  unauthenticated: REFUSED,
  forbidden: REFUSED,
  not_found: REFUSED,
  method_not_allowed: REFUSED,
  not_acceptable: REFUSED,
  request_timeout: REFUSED,
  conflict: REFUSED,
  too_large: REFUSED,
  uri_too_long: REFUSED,
  headers_too_large: REFUSED,
  unsupported_media_type: REFUSED,
  rate_limited: REFUSED,
  upstream: REFUSED,
  unavailable: REFUSED,
  upstream_timeout: REFUSED,
};

/** A failure as clients of JSON-RPC understand it, with ours as its data. It names no message, since none was read. */
export interface JsonRpcError {
  jsonrpc: '2.0';
  id: null;
  error: { code: number; message: string; data: ErrorResponse };
}

export function toJsonRpcError(error: SalesAgentError, requestId: string): JsonRpcError {
  const data = ErrorResponse.from(error, requestId);
  return { jsonrpc: '2.0', id: null, error: { code: codeOf(error), message: error.message, data } };
}

function codeOf(error: SalesAgentError): number {
  return error instanceof MalformedRequestError ? PARSE_ERROR : CODE[error.kind];
}
