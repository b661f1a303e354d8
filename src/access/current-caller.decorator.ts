import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { Caller } from './caller.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whoever calls, once known; never there on a public route. */
    caller?: Caller;
  }
}

/** Who calls. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return callerOf(context.switchToHttp().getRequest<FastifyRequest>());
});

/** The workspace that the caller acts in. */
export const CurrentWorkspace = createParamDecorator((_: unknown, context: ExecutionContext): WorkspaceId => {
  return callerOf(context.switchToHttp().getRequest<FastifyRequest>()).workspace;
});

/** The caller of a request that was let in. */
export function callerOf({ caller }: Pick<FastifyRequest, 'caller'>): Caller {
  if (caller === undefined) throw new Error('A public route has no caller');
  return caller;
}
