import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OPEN_CALLER } from '../access/caller.js';
import { isLoopback } from '../access/authentication/open-house.guard.js';
import type { HttpSettings } from '../config/http.settings.js';
import { HostNotAllowedError, OriginNotAllowedError } from './mcp.errors.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether pages of origins that are not listed, and those behind a made-up name, are kept out. */
    keepsPagesOut?: boolean;
  }
}

/**
 * Keeps browsers' pages out of MCP, as its specification asks for. Origins count always; the name by which the service is
 * asked counts on loopback, for whoever has no key: a proxy on the same machine may pass on any name.
 */
export function guardMcp(fastify: FastifyInstance, { host, corsOrigins }: HttpSettings): void {
  const isHome = isLoopback(host);
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.keepsPagesOut === true) done(problemOf(request, isHome, corsOrigins));
    else done();
  });
}

function problemOf(request: FastifyRequest, isHome: boolean, origins: readonly string[]): Error | undefined {
  const { origin, host } = request.headers;
  if (origin !== undefined && !origins.includes(origin) && !isLoopbackAddress(origin)) {
    return new OriginNotAllowedError();
  }
  const hasKey = request.caller !== undefined && request.caller !== OPEN_CALLER;
  if (isHome && !hasKey && host !== undefined && !isLoopbackAddress(`http://${host}`)) return new HostNotAllowedError();
  return undefined;
}

function isLoopbackAddress(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return isLoopback(host.replace(/^\[(.*)\]$/, '$1'));
}
