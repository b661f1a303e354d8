import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  HeadersTooLargeError,
  MalformedRequestError,
  ResourceNotFoundError,
  ValidationError,
} from '../errors/request.errors.js';
import { unsupportedPrecondition } from '../api/preconditions.js';
import { isPrototypeKey } from '../validation/doubtful-keys.js';

/** Node silently drops headers beyond some 1,000, even the one with the API key. */
const MAX_HEADERS = 100;

/**
 * What holds for every request before its handler runs: it has a host, few headers, a query that can be read, and no
 * precondition that would be ignored.
 */
export function checkRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(problemOf(request));
  });
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    // Preflights are answered by now; the route that is left for OPTIONS would read a body before it finds nothing.
    if (request.method === 'OPTIONS' && !request.is404) reply.callNotFound();
    else done(refusalOfBody(request));
  });
}

function refusalOfBody({ raw, is404, url }: FastifyRequest): Error | undefined {
  // The framework would read the body first.
  if (is404) return new ResourceNotFoundError(url.split('?', 1)[0] ?? '/');
  // The hooks before may take a while. The framework would wait forever for a body whose client has disconnected by then,
  // also for one that has arrived completely: it is read no more.
  return raw.destroyed ? new MalformedRequestError('The client hung up') : undefined;
}

function problemOf(request: FastifyRequest): Error | undefined {
  // The client has disconnected and has no address any more, by which the next hooks count.
  if (request.socket.remoteAddress === undefined) return new MalformedRequestError('The client hung up');
  if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) {
    return new MalformedRequestError('The request has no Host header');
  }
  if (request.raw.rawHeaders.length > 2 * MAX_HEADERS) {
    return new HeadersTooLargeError(`The request has more than ${MAX_HEADERS} headers`);
  }
  const ignored = ignoredPrecondition(request);
  if (ignored !== undefined) return ignored;
  const field = Object.keys(request.query as object).find(isPrototypeKey);
  if (field === undefined) return undefined;
  return new ValidationError([{ field, rule: 'whitelist_validation', message: `property ${field} should not exist` }]);
}

/** Reads may ignore preconditions: they answer more than they would have to. */
function ignoredPrecondition({ method, headers, routeOptions }: FastifyRequest): Error | undefined {
  const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  if (isRead || routeOptions.config.operation?.conditional === true) return undefined;
  return unsupportedPrecondition(headers);
}
