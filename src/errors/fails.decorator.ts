import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { HTTP_STATUS } from './error-kind.js';
import { ErrorResponse } from './error-response.dto.js';
import type { SalesAgentErrorClass } from './sales-agent.error.js';

/**
 * Documents the failures of an endpoint: one response a status, with one example a code, and our shape in both media
 * types.
 */
export function Fails(...errors: SalesAgentErrorClass[]): MethodDecorator & ClassDecorator {
  const byStatus = Map.groupBy(new Set(errors), (error) => HTTP_STATUS[error.kind]);
  return applyDecorators(
    ApiExtraModels(ErrorResponse),
    ...[...byStatus].map(([status, classes]) => ApiResponse({ status, ...describe(classes) })),
  );
}

/** The schema of a response body, by its class. */
export function schemaOf(model: Type): { $ref: string } {
  return { $ref: getSchemaPath(model) };
}

function describe(classes: SalesAgentErrorClass[]) {
  const example = (error: SalesAgentErrorClass) => ({
    summary: error.meaning,
    value: {
      error_code: error.errorCode,
      message: error.meaning,
      details: {},
      timestamp: '2026-11-22T10:00:00.000Z',
      request_id: '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01',
    },
  });
  const examples = Object.fromEntries(classes.map((error) => [error.errorCode, example(error)]));
  return {
    description: classes.map((error) => `\`${error.errorCode}\`: ${error.meaning}`).join('\n\n'),
    content: { 'application/json': { schema: schemaOf(ErrorResponse), examples } },
  };
}
