import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { MalformedRequestError, UnsupportedMediaTypeError } from '../errors/request.errors.js';
import { parseStrictJson } from '../validation/strict-json.js';

const OTHER_CHARSET = /;\s*charset\s*=\s*(?!"?utf-?8"?\s*(;|$))/i;

/** JSON in UTF-8 is the only form of a body; everything else is answered with 415. */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, readBody(body as Buffer, request.headers['content-type'] ?? ''));
    } catch (error) {
      done(error as Error);
    }
  });
}

function readBody(body: Buffer, contentType: string): unknown {
  if (OTHER_CHARSET.test(contentType)) {
    throw new UnsupportedMediaTypeError('Send the body as application/json in UTF-8');
  }
  const value = parseJsonBody(body);
  // Handlers cannot distinguish null from "no body".
  if (value === null) throw new MalformedRequestError('The body must be a JSON object');
  return value;
}

/**
 * Reads the bytes of a JSON body; an empty body is `undefined`.
 * @throws MalformedRequestError where they are not UTF-8, or not strict JSON
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new MalformedRequestError('The body is not valid UTF-8');
  return parseStrictJson(body.toString('utf8'));
}
