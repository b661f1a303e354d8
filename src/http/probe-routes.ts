import type { FastifyInstance } from 'fastify';
import { ResourceNotFoundError } from '../errors/request.errors.js';

/** Paths that machines ask for again and again, by the templates of their routes. */
const PROBE = /^(\/api\/v1)?\/health(\/|$)|^\/(ping|metrics)$/;

/** Answers health probes and metrics only: a process that runs background jobs is no server. Before the hooks that look for a caller. */
export function serveProbesOnly(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isProbeRoute(request.routeOptions.url)) done();
    else
      done(new ResourceNotFoundError(request.url, 'This process runs background jobs and answers health probes only'));
  });
}

/** Whether a route is a health probe, or that of metrics. */
export function isProbeRoute(route = ''): boolean {
  return PROBE.test(route);
}
