import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { ErrorKind } from '../errors/error-kind.js';
import type { SalesAgentError } from '../errors/sales-agent.error.js';
import { NEXT_STEP } from './tools/tool-failure.js';

const { InvalidParams, InternalError } = ProtocolErrorCode;
/** The server refuses, for a reason that is its own: JSON-RPC leaves -32000 to -32099 to servers. */
const REFUSED = -32_000;

/** The code of each kind of failure; the compiler refuses a kind that has none. */
const CODE: Record<ErrorKind, number> = {
  malformed: InvalidParams,
  invalid: InvalidParams,
  not_found: InvalidParams,
  uri_too_long: InvalidParams,
  too_large: InvalidParams,
  unauthenticated: REFUSED,
  forbidden: REFUSED,
  rate_limited: REFUSED,
  conflict: REFUSED,
  method_not_allowed: REFUSED,
  not_acceptable: REFUSED,
  headers_too_large: REFUSED,
  unsupported_media_type: REFUSED,
  request_timeout: REFUSED,
  internal: InternalError,
  upstream: InternalError,
  unavailable: InternalError,
  upstream_timeout: InternalError,
};

/** A failure where there is no result to put it in, as in resources and prompts; it holds what a tool's failure holds. */
export function toProtocolError(error: SalesAgentError, reference: string, uri?: string): ProtocolError {
  const { errorCode: error_code, message, kind, retryAfterSeconds } = error;
  if (kind === 'not_found' && uri !== undefined) return new ResourceNotFoundError(uri);
  const wait = retryAfterSeconds === undefined ? {} : { retry_after_seconds: Math.ceil(retryAfterSeconds) };
  return new ProtocolError(CODE[kind], message, { error_code, next_step: NEXT_STEP[kind], ...wait, reference });
}
