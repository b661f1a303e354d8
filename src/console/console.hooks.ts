import { HttpStatus } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RouteOperation } from '../api/operation.js';
import { type ConsoleFile, consoleFolder, readConsole } from './console-files.js';

/** Where the console is served. */
export const CONSOLE_PATH = '/console/';

/** Stricter than that of Swagger UI: no inline script or style, no host but this one, no HTML made of text. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Its files hold no data, and a browser that opens the console has no key yet. */
const FILES: RouteOperation = { scope: 'public', isCounted: true };

/**
 * Serves the built console, and sends browsers from `/` to it. Call it before the routes of controllers are registered.
 * @param folder where the build has put it; where nothing is built, nothing is served
 */
export function serveConsole(fastify: FastifyInstance, folder = consoleFolder()): void {
  const files = readConsole(folder);
  if (files.length === 0) return;
  const config = { operation: FILES };
  for (const file of files) {
    fastify.get(CONSOLE_PATH + file.path, { config }, (request, reply) => sendFile(file, request, reply));
  }
  fastify.get(CONSOLE_PATH.slice(0, -1), { config }, (_request, reply) =>
    reply.redirect(CONSOLE_PATH, HttpStatus.PERMANENT_REDIRECT),
  );
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/' && route.method === 'GET') route.preHandler = sendBrowsersToConsole;
  });
}

function sendFile(file: ConsoleFile, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [coding, body] = chosenForm(file, headers['accept-encoding'] ?? '');
  void reply.headers({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'cache-control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (headers['if-none-match']?.includes(file.etag) === true) return reply.code(HttpStatus.NOT_MODIFIED).send();
  if (coding !== undefined) void reply.header('content-encoding', coding);
  return reply.type(file.type).send(body);
}

function chosenForm({ compressed, body }: ConsoleFile, accepted: string): readonly [string | undefined, Buffer] {
  return compressed.find(([coding]) => accepts(accepted, coding)) ?? [undefined, body];
}

function accepts(accepted: string, coding: string): boolean {
  return accepted
    .toLowerCase()
    .split(',')
    .map((one) => one.split(';', 2).map((part) => part.trim()))
    .some(([name, quality]) => name === coding && !/^q=0(\.0*)?$/.test(quality ?? ''));
}

/** Clients of the API ask for anything, or for JSON. */
async function sendBrowsersToConsole({ headers }: FastifyRequest, reply: FastifyReply): Promise<void> {
  const vary = reply.getHeader('vary');
  void reply.header('vary', vary === undefined ? 'accept' : `${String(vary)}, accept`);
  if (headers.accept?.includes('text/html') === true) await reply.redirect(CONSOLE_PATH, HttpStatus.FOUND);
}
