import { HTTP_STATUS } from './error-kind.js';
import type { SalesAgentError } from './sales-agent.error.js';

/** How OpenAI's protocol tells the kinds of failures apart. */
const TYPES: Record<number, string> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  429: 'rate_limit_error',
};

/** A failure as clients of OpenAI's protocol understand it, with our code inside. */
export interface OpenAiError {
  error: {
    message: string;
    type: string;
    code: string;
    param: string | null;
    details: Record<string, unknown>;
    request_id: string;
  };
}

export function toOpenAiError(error: SalesAgentError, requestId: string): OpenAiError {
  const status = HTTP_STATUS[error.kind];
  const type = TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  const { message, errorCode: code, details } = error;
  return { error: { message, type, code, param: paramOf(details), details, request_id: requestId } };
}

/** The parameter that is to blame: named by the error itself, or the first field of a failed validation. */
function paramOf({ param, errors }: Record<string, unknown>): string | null {
  if (typeof param === 'string') return param;
  const [first] = Array.isArray(errors) ? (errors as { field?: unknown }[]) : [];
  return typeof first?.field === 'string' ? first.field : null;
}
