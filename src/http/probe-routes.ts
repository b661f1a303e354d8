import type { FastifyInstance } from 'fastify';
import { ResourceNotFoundError } from '../errors/request.errors.js';

const PROBE = /^(\/api\/v1)?\/health(\/|$)|^\/ping$/;

/** Answers health probes only: a process that runs background jobs is no server. Before the hooks that look for a caller. */
export function serveProbesOnly(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (PROBE.test(request.routeOptions.url ?? '')) done();
    else
      done(new ResourceNotFoundError(request.url, 'This process runs background jobs and answers health probes only'));
  });
}
