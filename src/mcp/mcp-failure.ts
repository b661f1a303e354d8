import { ProtocolError, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { JSON_RPC_CODE } from '../errors/error-kind.js';
import type { SalesAgentError } from '../errors/sales-agent.error.js';
import { NEXT_STEP } from './tools/tool-failure.js';

/** A failure where there is no result to put it in, as in resources and prompts; it holds what a tool's failure holds. */
export function toProtocolError(error: SalesAgentError, reference: string, uri?: string): ProtocolError {
  const { errorCode: error_code, message, kind, retryAfterSeconds } = error;
  if (kind === 'not_found' && uri !== undefined) return new ResourceNotFoundError(uri);
  const wait = retryAfterSeconds === undefined ? {} : { retry_after_seconds: Math.ceil(retryAfterSeconds) };
  return new ProtocolError(JSON_RPC_CODE[kind], message, {
    error_code,
    next_step: NEXT_STEP[kind],
    ...wait,
    reference,
  });
}
