import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/**
 * What OpenAI's SDK sends from a browser beside key and media type: its platform, attempt and time-out, and the account.
 * The AI SDK names itself in `user-agent`, which Firefox and Safari send as it is and therefore ask for.
 */
const OPENAI_CLIENT_HEADERS = [
  ...['x-stainless-lang', 'x-stainless-package-version', 'x-stainless-os', 'x-stainless-arch'],
  ...['x-stainless-runtime', 'x-stainless-runtime-version', 'x-stainless-retry-count', 'x-stainless-timeout'],
  ...['x-stainless-async', 'x-stainless-helper-method', 'x-stainless-poll-helper', 'x-stainless-custom-poll-interval'],
  ...['openai-organization', 'openai-project', 'openai-beta', 'user-agent'],
];
const MCP_CLIENT_HEADERS = ['mcp-protocol-version', 'mcp-method', 'mcp-name'];

/** What pages of a listed origin may send and read. API keys come in headers, so browser credentials are not needed. */
export const TERMS = {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    ...['authorization', 'x-api-key', 'content-type', 'idempotency-key', 'x-request-id'],
    ...['if-match', 'if-none-match'],
    ...['x-llm-stream', 'x-llm-timeout-ms', 'x-llm-tags'],
    ...MCP_CLIENT_HEADERS,
    ...OPENAI_CLIENT_HEADERS,
  ],
  exposedHeaders: [
    'x-request-id',
    ...['x-llm-provider', 'x-llm-model', 'x-llm-strategy', 'x-llm-attempts', 'x-llm-fallback-reason'],
    ...['x-llm-cost-usd', 'x-llm-budget-remaining-usd'],
    ...['retry-after', 'retry-after-ms', 'x-should-retry'],
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
    'idempotent-replayed',
    ...['etag', 'location'],
    'allow',
  ],
} satisfies FastifyCorsOptions;

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
