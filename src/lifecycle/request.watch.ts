import type { FastifyInstance } from 'fastify';
import type { ShutdownState } from './shutdown-state.js';
import type { WorkInFlight } from './work-in-flight.js';

/**
 * Counts each request from its arrival until its answer is made, which also happens when nobody is there to hear it. Once
 * the service is ending, callers are told not to come back on the same connection.
 */
export function watchRequests(fastify: FastifyInstance, work: WorkInFlight, ending: ShutdownState): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    work.begin(request);
    done();
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    work.end(request);
    if (ending.isDraining) void reply.header('connection', 'close');
    done();
  });
}
