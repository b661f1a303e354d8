import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Whether the caller wants the head of the answer alone: the framework would read a stream to its end for it. */
export const IsHeadRequest = createParamDecorator((_: unknown, context: ExecutionContext): boolean => {
  return context.switchToHttp().getRequest<FastifyRequest>().method === 'HEAD';
});
