import type { FastifyInstance } from 'fastify';
import type { ShutdownState } from './shutdown-state.js';
import type { WorkInFlight } from './work-in-flight.js';

/**
 * Counts each request from its arrival until its answer is ready, also after the caller has disconnected. During a
 * shutdown, answers ask callers to close the connection.
 */
export function watchRequests(fastify: FastifyInstance, work: WorkInFlight, shutdown: ShutdownState): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    work.beginRequest(request);
    done();
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    work.endRequest(request);
    if (shutdown.isDraining) void reply.header('connection', 'close');
    done();
  });
}
