import { type CallToolResult, ProtocolError, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { type ErrorKind, JSON_RPC_CODE } from '../../errors/error-kind.js';
import type { SalesAgentError } from '../../errors/sales-agent.error.js';
import { bytesOf } from './result-size.js';

const MAX_DETAILS_BYTES = 4 * 1024;

/** What a model should do next, for each kind of failure; the compiler refuses a kind that has no advice. */
const NEXT_STEP: Record<ErrorKind, string> = {
  malformed: 'Correct the request as the message says, then call again.',
  unauthenticated: 'Ask the user for a valid API key; calling again with this one does not help.',
  payment_required: 'The budget is spent: tell the user, and when it resets; do not call again before that.',
  forbidden: 'Do not call this again; tell the user which scope or model the API key lacks, or what the message says.',
  not_found: 'Check the id, say with search_leads; what was erased or is of another workspace does not exist here.',
  method_not_allowed: 'Use one of the listed tools instead.',
  request_timeout: 'Call again.',
  conflict:
    'It is there already: call again with the lead_id that details name, get_lead to read it, update_lead to change it, ' +
    'instead of making another.',
  precondition_failed: 'It was changed meanwhile: read it again, then decide.',
  too_large: 'Send less, then call again.',
  uri_too_long: 'Use a shorter id.',
  headers_too_large: 'Send fewer headers, then call again.',
  unsupported_media_type: 'Send JSON.',
  invalid: 'Correct the arguments that are named, then call again.',
  rate_limited: 'Wait for retry_after_seconds, then call again; make fewer calls at once.',
  internal: 'Call again once; if it fails again, give the user the request_id.',
  upstream:
    'A language model provider failed: call again once, perhaps with another strategy, and with the lead_id that details ' +
    'name, if any; then tell the user.',
  unavailable: 'If something has to be configured, tell the user; else wait for some seconds and call again.',
  upstream_timeout:
    'It took too long: ask for less (a shorter query, fewer tokens), or take latency_optimized; with the lead_id that ' +
    'details name, if any.',
};

/** A failure as a model can work with it: the code, what went wrong, what to do next, and where the log has the rest. */
export function toToolFailure(error: SalesAgentError, requestId: string): CallToolResult {
  const { message, details } = error;
  const hasDetails = Object.keys(details).length > 0 && bytesOf(details) <= MAX_DETAILS_BYTES;
  const { error_code, next_step, ...rest } = factsOf(error, requestId);
  const failure = {
    error_code,
    message: message.slice(0, MAX_DETAILS_BYTES),
    next_step,
    ...(hasDetails ? { details } : {}),
    ...rest,
  };
  return { isError: true, content: [{ type: 'text', text: JSON.stringify(failure) }] };
}

/** A failure where there is no result to put it in, as in resources and prompts; it holds what a tool's failure holds. */
export function toProtocolError(error: SalesAgentError, requestId: string, uri: string): ProtocolError {
  if (error.kind === 'not_found') return new ResourceNotFoundError(uri);
  return new ProtocolError(JSON_RPC_CODE[error.kind], error.message, factsOf(error, requestId));
}

function factsOf({ errorCode, kind, retryAfterSeconds }: SalesAgentError, requestId: string) {
  const wait = retryAfterSeconds === undefined ? {} : { retry_after_seconds: Math.ceil(retryAfterSeconds) };
  return { error_code: errorCode, next_step: NEXT_STEP[kind], ...wait, request_id: requestId };
}
