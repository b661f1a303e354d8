import { applyDecorators, HttpCode, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension, ApiOperation } from '@nestjs/swagger';
import type { OperationDeclaration } from './operation.js';
import { OperationInterceptor } from './operation.interceptor.js';
import { OperationHandler } from './operation-handler.decorator.js';

const DECLARED = new Map<string, OperationDeclaration>();

/** Declares an endpoint: who may call it, what surrounds its handler, and what the document says of it. */
export function Operation(declaration: OperationDeclaration): MethodDecorator {
  const { id, summary, description, scope, status, idempotent, spends, audited } = declaration;
  const operationId = typeof id === 'string' ? id : id[0];
  if (DECLARED.has(operationId)) throw new Error(`Two operations have the id ${operationId}`);
  DECLARED.set(operationId, declaration);
  const hasSteps = idempotent !== undefined || spends !== undefined;
  return applyDecorators(
    RouteConfig({ operation: declaration }),
    ApiOperation({ operationId, summary, description, ...(scope === 'public' ? { security: [] } : {}) }),
    documentedAccess(scope),
    ...(status === undefined ? [] : [HttpCode(status)]),
    // What its pipes refuse is part of the audit log, so the steps of an audited operation run around them, too.
    ...(audited === undefined ? [] : [UseInterceptors(OperationInterceptor)]),
    OperationHandler(audited === undefined && hasSteps),
  );
}

/** The declaration behind an `operationId` of the document. */
export function declaredOperation(operationId: string): OperationDeclaration {
  const declaration = DECLARED.get(operationId);
  if (declaration === undefined) throw new Error(`${operationId} is not declared with @Operation()`);
  return declaration;
}

/** The document says once, for all others, that they need a key. */
function documentedAccess(scope: OperationDeclaration['scope']): MethodDecorator {
  if (scope === 'public') return ApiExtension('x-public', true);
  return ApiExtension('x-required-scope', scope === 'any_key' ? 'any' : scope);
}
