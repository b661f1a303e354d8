import type { FastifyInstance } from 'fastify';
import { hostName, isLoopback } from '../access/loopback.js';
import type { HttpSettings } from '../http/http.settings.js';
import type { McpSettings } from './mcp.settings.js';
import { HostNotAllowedError, OriginNotAllowedError } from './mcp.errors.js';

/**
 * Keeps browsers' pages out of MCP, as its specification asks for: those of foreign origins, and those that come by a name
 * of their own that leads here (DNS rebinding). That name counts on loopback, and wherever names are listed.
 */
export function guardMcp(
  fastify: FastifyInstance,
  { host, corsOrigins }: HttpSettings,
  { allowedHosts }: McpSettings,
): void {
  const isHome = isLoopback(host);
  const anyName = !isHome && allowedHosts.length === 0;
  fastify.addHook('onRequest', ({ routeOptions, headers }, _reply, done) => {
    if (routeOptions.config.operation?.listedPagesOnly !== true) done();
    else if (!isAllowedOrigin(headers.origin, corsOrigins)) done(new OriginNotAllowedError());
    else if (!anyName && !isAllowedHost(headers.host, isHome, allowedHosts)) done(new HostNotAllowedError());
    else done();
  });
}

function isAllowedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  return (
    origin === undefined ||
    allowed.includes(origin) ||
    (URL.canParse(origin) && isLoopback(hostName(new URL(origin).host)))
  );
}

function isAllowedHost(host: string | undefined, isHome: boolean, allowed: readonly string[]): boolean {
  const name = hostName(host ?? '');
  return allowed.includes(name) || (isHome && isLoopback(name));
}
