import { ApiProperty } from '@nestjs/swagger';
import { HTTP_STATUS, JSON_RPC_CODE, JSON_RPC_PARSE_ERROR, OPENAI_TYPE } from './error-kind.js';
import type { SalesAgentError } from './sales-agent.error.js';

/** A failure, as most endpoints answer it. */
export class ErrorResponse {
  @ApiProperty({ description: 'Stable name of the failure, for programs.', example: 'LEAD_NOT_FOUND' })
  readonly error_code!: string;

  @ApiProperty({
    description: 'What went wrong, for people.',
    example: 'Lead 01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00 does not exist',
  })
  readonly message!: string;

  @ApiProperty({
    description: 'Facts about the failure, for programs.',
    example: { lead_id: '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00' },
  })
  readonly details!: Record<string, unknown>;

  @ApiProperty({ description: 'When it happened, in UTC.', example: '2026-11-22T10:00:00.000Z' })
  readonly timestamp!: string;

  @ApiProperty({ description: 'Id of the request, also in the log.', example: '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01' })
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

/** The same facts by RFC 9457, for callers that accept `application/problem+json`. */
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

/** The `error` of an OpenAI API response, with our code, details and request id. */
export class OpenAiErrorDetail {
  @ApiProperty({ example: 'No strategy, provider or model is called gpt-x; GET /api/v1/llm/models lists them' })
  readonly message!: string;

  @ApiProperty({ example: 'not_found_error' })
  readonly type!: string;

  @ApiProperty({ example: 'LLM_MODEL_NOT_FOUND' })
  readonly code!: string;

  /** The parameter that caused the failure: the one it names, or the first field of a failed validation. */
  @ApiProperty({ type: String, nullable: true, example: 'model' })
  readonly param!: string | null;

  readonly details!: Record<string, unknown>;

  @ApiProperty({ example: '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01' })
  readonly request_id!: string;
}

/** A failure in the shape of the OpenAI API. */
export class OpenAiErrorResponse {
  readonly error!: OpenAiErrorDetail;

  static from({ kind, message, errorCode, details }: SalesAgentError, requestId: string): OpenAiErrorResponse {
    const error = { message, type: OPENAI_TYPE[kind], code: errorCode, param: paramOf(details), details };
    return { error: { ...error, request_id: requestId } };
  }
}

/** The `error` of a JSON-RPC response. */
export class JsonRpcErrorDetail {
  @ApiProperty({ example: -32602 })
  readonly code!: number;

  @ApiProperty({ example: 'Lead 01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00 does not exist' })
  readonly message!: string;

  readonly data!: ErrorResponse;
}

/** A failure in the shape of JSON-RPC. Its `id` is `null`, since no message was read. */
export class JsonRpcErrorResponse {
  @ApiProperty({ enum: ['2.0'], example: '2.0' })
  readonly jsonrpc!: '2.0';

  @ApiProperty({ type: String, nullable: true, example: null })
  readonly id!: null;

  readonly error!: JsonRpcErrorDetail;

  static from(error: SalesAgentError, requestId: string): JsonRpcErrorResponse {
    const code = error.errorCode === 'MALFORMED_REQUEST' ? JSON_RPC_PARSE_ERROR : JSON_RPC_CODE[error.kind];
    return {
      jsonrpc: '2.0',
      id: null,
      error: { code, message: error.message, data: ErrorResponse.from(error, requestId) },
    };
  }
}

function paramOf({ param, errors }: Record<string, unknown>): string | null {
  if (typeof param === 'string') return param;
  const [first] = Array.isArray(errors) ? (errors as { field?: unknown }[]) : [];
  return typeof first?.field === 'string' ? first.field : null;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The shape of errors that a protocol defines; `undefined` for our own. */
export type ErrorShape = 'openai' | 'json_rpc' | undefined;

/** The request that failed. */
interface FailedRequest {
  id: string;
  accept: string | undefined;
  /** What its operation declares. */
  shape: ErrorShape;
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
