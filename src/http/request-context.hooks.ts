import type { FastifyInstance } from 'fastify';
import { type RequestContext, runInRequest } from '../telemetry/request-context.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What log lines and ledger rows name of the request. */
    context: RequestContext;
  }
}

/** Runs every request in a context of its own, which its log lines and ledger rows are named by. Must be the first hook. */
export function runInContexts(fastify: FastifyInstance): void {
  // Declared ahead, so that all requests keep one shape in memory.
  fastify.decorateRequest('context');
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.context = { requestId: request.id };
    runInRequest(request.context, done);
  });
  // A body arrives in the context of its connection, which no request owns.
  fastify.addHook('preValidation', (request, _reply, done) => {
    runInRequest(request.context, done);
  });
}
