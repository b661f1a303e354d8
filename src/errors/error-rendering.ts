import { ErrorResponse, JsonRpcErrorResponse, OpenAiErrorResponse, toProblem } from './error-response.dto.js';
import type { SalesAgentError } from './sales-agent.error.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The request that failed. */
interface FailedRequest {
  id: string;
  accept: string | undefined;
  /** What its operation declares. */
  shape: 'openai' | 'json_rpc' | undefined;
}

/** The content type and the body of a failure, in the shape that the operation declares. */
export function renderError(
  error: SalesAgentError,
  { id, accept, shape }: FailedRequest,
): [contentType: string, body: object] {
  switch (shape) {
    case 'openai':
      return [JSON_TYPE, OpenAiErrorResponse.from(error, id)];
    case 'json_rpc':
      return [JSON_TYPE, JsonRpcErrorResponse.from(error, id)];
    case undefined:
      return accept?.toLowerCase().includes('application/problem+json') === true
        ? [PROBLEM_TYPE, toProblem(error, id)]
        : [JSON_TYPE, ErrorResponse.from(error, id)];
  }
}
