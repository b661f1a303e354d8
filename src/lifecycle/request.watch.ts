import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ShutdownState } from './shutdown-state.js';
import type { WorkInFlight } from './work-in-flight.js';

/**
 * Counts each request from its arrival until its answer is ready, also after the caller has disconnected. It counts as
 * worked on when its caller is known and its body has arrived. During a shutdown, answers ask callers to close the connection.
 * @param refusalOf the refusal of a request that is about to be worked on while too many others are, if they are
 */
export function watchRequests(
  fastify: FastifyInstance,
  work: WorkInFlight,
  shutdown: ShutdownState,
  refusalOf: (request: FastifyRequest) => Error | undefined,
): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    work.beginRequest(request);
    done();
  });
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    done(request.raw.complete && work.startRequest(request) ? refusalOf(request) : undefined);
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    done(work.startRequest(request) ? refusalOf(request) : undefined);
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    work.endRequest(request);
    if (shutdown.isDraining) void reply.header('connection', 'close');
    done();
  });
  // Nest sends nothing to a caller who hangs up before the first byte of a stream, so that no hook tells of its end.
  fastify.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (this: FastifyInstance, request, reply): unknown {
      const handled: unknown = handler.call(this, request, reply);
      if (handled instanceof Promise) {
        const end = () => {
          if (request.raw.socket.destroyed) work.endRequest(request);
        };
        handled.then(end, end);
      }
      return handled;
    };
  });
}
