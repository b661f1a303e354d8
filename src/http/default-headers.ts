import helmet, { type HelmetOptions } from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Under which Swagger UI works: its scripts are files of ours, its styles are partly inline. */
const OPTIONS: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // TLS ends at a proxy in front of this service, which decides about HSTS.
  strictTransportSecurity: false,
};

/** Security headers for browsers. They are the same for every response, so helmet computes them once. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = readHeaders();

/** No response is cached, because most contain personal data. */
export const DEFAULT_HEADERS: Readonly<Record<string, string>> = { ...SECURITY_HEADERS, 'cache-control': 'no-store' };

function readHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  helmet(OPTIONS)({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}

/** Every response has the id of its request, and the default headers. */
export function addDefaultHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    setDefaultHeaders(request, reply);
    done();
  });
}

/** Marks the answer to a request that reaches no hook. */
export function setDefaultHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({ ...DEFAULT_HEADERS, 'x-request-id': request.id });
}
