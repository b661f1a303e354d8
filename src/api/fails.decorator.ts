import type { Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { HTTP_STATUS } from '../errors/error-kind.js';
import { ErrorResponse } from '../errors/error-response.dto.js';
import type { SalesAgentErrorClass } from '../errors/sales-agent.error.js';

const KNOWN = Symbol('failures of an endpoint');

/**
 * Documents the failures of an endpoint: one response a status, with one example a code, and our shape in both media
 * types. What several decorators declare for one endpoint adds up.
 */
export function Fails(...errors: SalesAgentErrorClass[]): MethodDecorator {
  return (target, key, descriptor) => {
    const endpoint = descriptor.value as object;
    const known = (Reflect.getMetadata(KNOWN, endpoint) ?? new Set()) as Set<SalesAgentErrorClass>;
    const added = new Set(errors).difference(known);
    const all = known.union(added);
    Reflect.defineMetadata(KNOWN, all, endpoint);
    ApiExtraModels(ErrorResponse)(target, key, descriptor);
    for (const [status, classes] of Map.groupBy(added, statusOf)) {
      const examples = [...all].filter((error) => statusOf(error) === status);
      // The descriptions of a status are joined by the decorator itself, its examples are replaced.
      ApiResponse({ status, description: meaningsOf(classes), content: contentOf(examples) })(target, key, descriptor);
    }
  };
}

function statusOf({ kind }: SalesAgentErrorClass): number {
  return HTTP_STATUS[kind];
}

/** The schema of a response body, by its class. */
export function schemaOf(model: Type): { $ref: string } {
  return { $ref: getSchemaPath(model) };
}

function meaningsOf(classes: SalesAgentErrorClass[]): string {
  return classes.map((error) => `\`${error.errorCode}\`: ${error.meaning}`).join('\n\n');
}

function contentOf(classes: SalesAgentErrorClass[]) {
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
  return { 'application/json': { schema: schemaOf(ErrorResponse), examples } };
}
