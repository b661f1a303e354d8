import type { FastifyInstance } from 'fastify';
import type { InjectRequest } from './job-handler.js';

/**
 * Injects requests into the application without a connection. Since there is none whose end could stop a handler, each
 * response is closed by the request's signal instead.
 * @param fastify must not have started yet
 */
export function injectRequestInto(fastify: FastifyInstance): InjectRequest {
  const signals = new Map<string, AbortSignal>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const signal = signals.get(request.id);
    if (signal?.aborted === true) reply.raw.destroy();
    signal?.addEventListener('abort', () => reply.raw.destroy(), { once: true });
    done();
  });
  return async ({ signal, ...request }) => {
    const id = request.headers['x-request-id'];
    signals.set(id, signal);
    try {
      return await fastify.inject(request);
    } finally {
      signals.delete(id);
    }
  };
}
