import { JsonRpcErrorResponse } from '../errors/error-response.dto.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { currentRequestId } from '../telemetry/request-context.js';
import { idIn } from './message-reader.service.js';

/** What becomes of a message that is refused before the SDK sees it. */
export interface Refusal {
  answer: object;
  /** Whether it is a request whose parameters are at fault, and not something that MCP does not know. */
  isRequest: boolean;
  /** Whether it is a notification whose parameters are at fault, which JSON-RPC leaves unanswered. */
  isNotification: boolean;
}

/** @param message as far as it was read */
export function refusalOf(thrown: unknown, message: unknown): Refusal {
  const error = toSalesAgentError(thrown);
  const id = idIn(message);
  const answer = Object.assign({}, JsonRpcErrorResponse.from(error, currentRequestId()), { id });
  const isMessage = error.kind === 'invalid';
  return { answer, isRequest: isMessage && id !== null, isNotification: isMessage && id === null };
}
