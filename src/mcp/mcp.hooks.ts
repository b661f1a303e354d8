import { HttpStatus } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hostName, isLoopback } from '../access/loopback.js';
import { TERMS } from '../http/cors.js';
import type { HttpSettings } from '../http/http.settings.js';
import type { McpSettings } from './mcp.settings.js';
import { HostNotAllowedError, OriginNotAllowedError } from './mcp.errors.js';

const PATH = /^\/mcp\/?(\?|$)/;

/**
 * Keeps browsers' pages out of MCP, as its specification asks for: those of foreign origins, and those that come by a name
 * of their own that leads here (DNS rebinding). That name counts on loopback, and wherever names are listed. Pages of this
 * machine need not be listed: developers' tools, such as the MCP Inspector, serve themselves on any port.
 */
export function guardMcp(
  fastify: FastifyInstance,
  { host, corsOrigins }: HttpSettings,
  { allowedHosts }: McpSettings,
): void {
  const isHome = isLoopback(host);
  const anyName = !isHome && allowedHosts.length === 0;
  const isRightHost = (name: string | undefined) => anyName || isAllowedHost(name, isHome, allowedHosts);
  const isListed = (origin: string | undefined) => origin === undefined || corsOrigins.includes(origin);
  fastify.addHook('onRequest', (request, reply, done) => {
    const { headers, routeOptions } = request;
    const origin = isListed(headers.origin) ? undefined : headers.origin;
    const isLocalPage = origin !== undefined && isLoopbackOrigin(origin);
    if (isLocalPage && isPreflight(request) && isRightHost(headers.host)) {
      void reply.code(HttpStatus.NO_CONTENT).headers(preflightHeaders(origin)).send();
    } else if (routeOptions.config.operation?.listedPagesOnly !== true) {
      done();
    } else if (origin !== undefined && !isLocalPage) {
      done(new OriginNotAllowedError());
    } else {
      if (isLocalPage) void reply.headers(sharingHeaders(origin));
      done(isRightHost(headers.host) ? undefined : new HostNotAllowedError());
    }
  });
}

/** Takes `/mcp/` as `/mcp`: clients such as mcp-remote otherwise take the 404 for a server of an older protocol. */
export function acceptTrailingSlash(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.operation?.listedPagesOnly !== true || route.url.endsWith('/')) return;
    fastify.route({ ...route, url: `${route.url}/` });
  });
}

function isPreflight({ method, url, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && PATH.test(url) && headers['access-control-request-method'] !== undefined;
}

/** What `@fastify/cors` sends to pages of listed origins. */
function sharingHeaders(origin: string) {
  const exposed = TERMS.exposedHeaders.join(', ');
  return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed };
}

function preflightHeaders(origin: string) {
  return {
    ...sharingHeaders(origin),
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': TERMS.allowedHeaders.join(', '),
  };
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(hostName(new URL(origin).host));
}

function isAllowedHost(host: string | undefined, isHome: boolean, allowed: readonly string[]): boolean {
  const name = hostName(host ?? '');
  return allowed.includes(name) || (isHome && isLoopback(name));
}
