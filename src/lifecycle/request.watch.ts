import type { FastifyInstance } from 'fastify';
import type { ShutdownState } from './shutdown-state.js';
import type { WorkInFlight } from './work-in-flight.js';

/**
 * Counts each request from its arrival until its answer is ready, also after the caller has disconnected; while its body
 * is awaited, it counts by itself. During a shutdown, answers ask callers to close the connection.
 * @param refusalOf the refusal of a request whose body has arrived while too many others are worked on, if they are
 */
export function watchRequests(
  fastify: FastifyInstance,
  work: WorkInFlight,
  shutdown: ShutdownState,
  refusalOf: () => Error | undefined,
): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    work.beginRequest(request);
    done();
  });
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    if (!request.raw.complete) work.awaitBody(request);
    done();
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    done(work.receiveBody(request) ? refusalOf() : undefined);
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    work.endRequest(request);
    if (shutdown.isDraining) void reply.header('connection', 'close');
    done();
  });
}
