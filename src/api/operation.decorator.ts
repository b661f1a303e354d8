import { applyDecorators, HttpCode, type HttpStatus, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension, ApiOperation, ApiSecurity } from '@nestjs/swagger';
import type { SalesAgentErrorClass } from '../errors/sales-agent.error.js';
import type { AuditedAction } from './audited-action.js';
import { OperationInterceptor } from './operation.interceptor.js';
import type { Scope } from './scope.js';

/** How the answers of an idempotent operation are kept. */
export interface IdempotentAnswers {
  /** The answer holds a secret: it is stored only where it can be encrypted with the caller's API key. */
  secret?: true;
  /** The id of the lead whose data the answer holds; the answer is erased together with that lead. */
  leadOf?(answer: object): string | null;
}

/** All that an endpoint declares; hooks, steps and the OpenAPI document read it here and nowhere else. */
export interface OperationDeclaration {
  /** Unique. A controller that serves two paths gives one id for each, in the order of the document. */
  id: string | readonly [string, string];
  summary: string;
  description?: string;
  /** The scope that an API key needs; `any_key` accepts every valid key, `public` needs none. */
  scope: Scope | 'any_key' | 'public';
  /** Its own errors; those that follow from the rest of the declaration are added by the document. */
  errors?: readonly SalesAgentErrorClass[];
  /** The status of success, where it is not the default of the HTTP method. */
  status?: HttpStatus;
  /** Whether an `Idempotency-Key` is accepted. */
  idempotent?: true | IdempotentAnswers;
  /** Whether it calls language models, which counts against the concurrency limit of the key. */
  spends?: true;
  /** The action under which the audit log records every call. */
  audited?: AuditedAction;
  /** The shape of its errors, where a protocol defines one. */
  errorShape?: 'openai' | 'json_rpc';
  /** Whether browser pages are refused unless their origin and the host name they use are listed. */
  listedPagesOnly?: true;
}

/** What hooks know of a route; one that no controller declares has a scope alone. */
export type RouteOperation = Pick<OperationDeclaration, 'scope'> & Partial<OperationDeclaration>;

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: RouteOperation;
  }
}

const DECLARED = new Map<string, OperationDeclaration>();

/** Declares an endpoint: who may call it, what surrounds its handler, and what the document says of it. */
export function Operation(declaration: OperationDeclaration): MethodDecorator {
  const { id, summary, description, scope, status, idempotent, spends, audited } = declaration;
  const operationId = typeof id === 'string' ? id : id[0];
  if (DECLARED.has(operationId)) throw new Error(`Two operations have the id ${operationId}`);
  DECLARED.set(operationId, declaration);
  const hasSteps = idempotent !== undefined || spends !== undefined || audited !== undefined;
  return applyDecorators(
    RouteConfig({ operation: declaration }),
    ApiOperation({ operationId, summary, description }),
    ...documentedAccess(scope),
    ...(status === undefined ? [] : [HttpCode(status)]),
    ...(hasSteps ? [UseInterceptors(OperationInterceptor)] : []),
  );
}

/** The declaration behind an `operationId` of the document. */
export function declaredOperation(operationId: string): OperationDeclaration {
  const declaration = DECLARED.get(operationId);
  if (declaration === undefined) throw new Error(`${operationId} is not declared with @Operation()`);
  return declaration;
}

function documentedAccess(scope: OperationDeclaration['scope']): MethodDecorator[] {
  if (scope === 'public') return [ApiExtension('x-public', true)];
  const required = scope === 'any_key' ? 'any' : scope;
  return [ApiSecurity('bearer'), ApiSecurity('api_key'), ApiExtension('x-required-scope', required)];
}
