import type { ServerResponse } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** An `AbortSignal` that aborts when the client disconnects before the answer is sent. */
export const ClientAbort = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  return clientAbortSignal(context.switchToHttp().getResponse<FastifyReply>().raw);
});

/** Aborted when the connection closes before the answer is sent; at once, if it has closed already. */
export function clientAbortSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const end = () => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.closed) end();
  else response.once('close', end);
  return controller.signal;
}
