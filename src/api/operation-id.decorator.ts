import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { newId } from '../ids/new-id.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The id of what the request creates. */
    operationId?: string;
  }
}

/**
 * Gives the id under which a handler creates what it creates. A repeat of an idempotent request that broke off has the same id,
 * and so finds what the first one left behind. Whether it is one is known once the handler runs.
 */
export const OperationId = createParamDecorator((_: unknown, context: ExecutionContext): (() => string) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return () => (request.operationId ??= newId());
});
