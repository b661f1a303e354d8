import { ErrorResponse } from './error-response.dto.js';
import { MalformedRequestError } from './request.errors.js';
import type { SalesAgentError } from './sales-agent.error.js';

/** What JSON-RPC says of a message that cannot be read, or is no request; of all else it says that the server refuses. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const INTERNAL_ERROR = -32_603;
const REFUSED = -32_000;

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
  if (error instanceof MalformedRequestError) return PARSE_ERROR;
  if (error.kind === 'malformed' || error.kind === 'invalid') return INVALID_REQUEST;
  return error.kind === 'internal' ? INTERNAL_ERROR : REFUSED;
}
