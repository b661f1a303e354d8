import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Ending } from './shutdown/ending.js';

/** Every answer bears the id of its request; and none is kept on its way, as most are somebody's data. */
export function markAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    markAnswer(request, reply);
    done();
  });
}

/** Marks the answer to a request that reaches no hook. */
export function markAnswer(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store' });
}

/** Once the service is ending, callers are told not to come back on the same connection. */
export function announceEnd(fastify: FastifyInstance, ending: Ending): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (ending.isDraining) void reply.header('connection', 'close');
    done();
  });
}
