import { HTTP_STATUS } from './error-kind.js';
import type { SalesAgentError } from './sales-agent.error.js';

/** What every failure of this service looks like. */
export class ErrorResponse {
  /**
   * Stable name of the failure, for programs.
   * @example "LEAD_NOT_FOUND"
   */
  readonly error_code!: string;

  /**
   * What went wrong, for people.
   * @example "Lead 01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00 does not exist"
   */
  readonly message!: string;

  /**
   * Facts of this failure, for programs.
   * @example { "lead_id": "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00" }
   */
  readonly details!: Record<string, unknown>;

  /**
   * When it happened, in UTC.
   * @example "2026-11-22T10:00:00.000Z"
   */
  readonly timestamp!: string;

  /**
   * Finds the request in the log.
   * @example "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01"
   */
  readonly request_id!: string;

  static from(error: SalesAgentError, requestId: string): ErrorResponse {
    return {
      error_code: error.errorCode,
      message: error.message,
      details: error.details,
      timestamp: error.timestamp.toISOString(),
      request_id: requestId,
    };
  }
}

/** The same facts as RFC 9457 has them, for callers that accept `application/problem+json`. */
export function toProblem(error: SalesAgentError, requestId: string): object {
  const facts = {
    type: `urn:sales-agent:error:${error.errorCode.toLowerCase().replaceAll('_', '-')}`,
    title: error.errorCode,
    status: HTTP_STATUS[error.kind],
    detail: error.message,
    instance: `urn:sales-agent:request:${requestId}`,
  };
  return Object.assign(facts, ErrorResponse.from(error, requestId));
}
