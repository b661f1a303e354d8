import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MalformedRequestError, ValidationError } from '../errors/request.errors.js';
import { isInheritedKey } from './inherited-key.js';

/** What holds for every request before its handler is chosen: it has an id, a host, and a query that can be read. */
export function checkRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done(problemOf(request));
  });
  // Node would answer expectations other than 100-continue by itself, and not in our shape; HTTP lets us ignore them.
  fastify.server.on('checkExpectation', (request, response) => fastify.server.emit('request', request, response));
}

function problemOf(request: FastifyRequest): Error | undefined {
  if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) {
    return new MalformedRequestError('The request has no Host header');
  }
  const field = Object.keys(request.query as object).find(isInheritedKey);
  if (field === undefined) return undefined;
  return new ValidationError([{ field, rule: 'whitelist_validation', message: `property ${field} should not exist` }]);
}
