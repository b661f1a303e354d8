import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MalformedRequestError, UnsupportedMediaTypeError, ValidationError } from '../errors/request.errors.js';
import { isJsonObject } from '../validation/shape.js';
import { parseStrictJson } from '../validation/strict-json.js';
import type { HttpSettings } from './http.settings.js';
import { StartQueue } from './start-queue.js';

const OTHER_CHARSET = /;\s*charset\s*=\s*(?!"?utf-?8"?\s*(;|$))/i;

/** On whose behalf it is done where a request has no key. */
const NO_KEY = '';
/** Where numbers keep every digit. What is passed on to a provider stays as it is, and so does the id of a message. */
export const EXACT_IN = { rest: [], json_rpc: ['params', 'arguments'], openai: undefined };
/** Larger bodies are parsed by turns: many that arrive at the same time would hold up everything else. */
const LARGE_BYTES = 64 * 1024;

/** How large bodies may be; those of batches may be larger. */
type BodyLimits = Pick<HttpSettings, 'bodyMaxValues' | 'batchBodyLimitBytes' | 'batchBodyMaxValues'>;

/** JSON in UTF-8 is the only form of a body; everything else is answered with 415. Call it before the first route is registered. */
export function acceptJsonBodies(fastify: FastifyInstance, limits: BodyLimits): void {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.operation?.hasBatchBody === true) route.bodyLimit = limits.batchBodyLimitBytes;
  });
  const largeBodies = new StartQueue();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const { hasBatchBody } = request.routeOptions.config.operation ?? {};
    const maxValues = hasBatchBody === true ? limits.batchBodyMaxValues : limits.bodyMaxValues;
    const parse = () => {
      parseInto(request, body as Buffer, maxValues, done);
    };
    if (body.length > LARGE_BYTES) largeBodies.run(request.context.keyId ?? NO_KEY, parse);
    else parse();
  });
}

/** Calls `done` with the value of a body, or why it is refused. */
function parseInto(
  request: FastifyRequest,
  body: Buffer,
  maxValues: number,
  done: (error: Error | null, value?: unknown) => void,
): void {
  let value: unknown;
  try {
    refuseOtherCharsets(request.headers['content-type'] ?? '');
    const { errorShape } = request.routeOptions.config.operation ?? {};
    value = parseJsonBody(body, maxValues, EXACT_IN[errorShape ?? 'rest']);
    // JSON-RPC has words of its own for what is no object.
    if (errorShape !== 'json_rpc') refuseOtherValues(value);
    // Handlers cannot distinguish null from "no body".
    if (value === null) throw new MalformedRequestError('The body must be a JSON object');
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, value);
}

function refuseOtherCharsets(contentType: string): void {
  if (OTHER_CHARSET.test(contentType)) {
    throw new UnsupportedMediaTypeError('Send the body as application/json in UTF-8');
  }
}

function refuseOtherValues(value: unknown): void {
  if (value == null || isJsonObject(value)) return;
  throw new ValidationError([{ field: 'body', rule: 'is_object', message: 'body must be a JSON object' }]);
}

/**
 * Reads the bytes of a JSON body; an empty body is `undefined`.
 * @param exactIn as of `parseStrictJson`
 * @throws MalformedRequestError where they are not UTF-8, not strict JSON, or more than `maxValues` values
 */
export function parseJsonBody(body: Buffer, maxValues: number, exactIn?: readonly string[]): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new MalformedRequestError('The body is not valid UTF-8');
  return parseStrictJson(body.toString('utf8'), maxValues, exactIn);
}
