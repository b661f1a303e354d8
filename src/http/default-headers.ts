import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SECURITY_HEADERS } from './security-headers.js';

/**
 * Every response has the id of its request and security headers; and none is cached, because most contain personal data.
 */
export function addDefaultHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    setDefaultHeaders(request, reply);
    done();
  });
}

/** Marks the answer to a request that reaches no hook. */
export function setDefaultHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id, 'cache-control': 'no-store' });
}
