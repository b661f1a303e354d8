import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** What pages of a listed origin may send and read. API keys come in headers, so browser credentials are not needed. */
const TERMS: FastifyCorsOptions = {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    ...['authorization', 'x-api-key', 'content-type', 'idempotency-key', 'x-request-id'],
    ...['mcp-protocol-version', 'mcp-method', 'mcp-name'],
  ],
  exposedHeaders: [
    'x-request-id',
    'retry-after',
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
    'idempotent-replayed',
    'allow',
  ],
};

/**
 * Lets pages of `origins` call the service from a browser. Other origins get no header of CORS at all; OPTIONS that is no
 * preflight of a listed origin is answered as if there were no CORS.
 */
export async function shareWithOrigins(app: NestFastifyApplication, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    delegator: (request: FastifyRequest, done: (error: Error | null, options: FastifyCorsOptions) => void) => {
      const { origin, 'access-control-request-method': preflight } = request.headers;
      if (origin === undefined || !origins.includes(origin)) done(null, { origin: false });
      else done(null, { ...TERMS, origin: [origin], preflight: preflight !== undefined });
    },
  });
}
