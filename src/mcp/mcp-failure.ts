import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { SalesAgentError } from '../errors/sales-agent.error.js';
import { NEXT_STEP } from './tools/tool-failure.js';

/** A failure where there is no result to put it in, as in resources and prompts; it holds what a tool's failure holds. */
export function toProtocolError(error: SalesAgentError, reference: string, uri?: string): ProtocolError {
  const { errorCode: error_code, message, kind } = error;
  if (kind === 'not_found' && uri !== undefined) return new ResourceNotFoundError(uri);
  const code =
    kind === 'invalid' || kind === 'not_found' ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, message, { error_code, next_step: NEXT_STEP[kind], reference });
}
