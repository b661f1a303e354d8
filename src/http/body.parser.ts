import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MalformedRequestError, UnsupportedMediaTypeError, ValidationError } from '../errors/request.errors.js';
import { isJsonObject } from '../validation/shape.js';
import { resultOf, type Steps, strictJsonSteps } from '../validation/strict-json.js';
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
    const { hasBatchBody, takesFile } = request.routeOptions.config.operation ?? {};
    if (takesFile === true) {
      done(new UnsupportedMediaTypeError('Send a form with a file, or the file as application/x-ndjson or text/csv'));
      return;
    }
    const maxValues = hasBatchBody === true ? limits.batchBodyMaxValues : limits.bodyMaxValues;
    const steps = bodySteps(request, body as Buffer, maxValues);
    if (body.length <= LARGE_BYTES) {
      runSteps(steps, runNow, done);
      return;
    }
    const runSoon = (step: () => void) => {
      largeBodies.run(request.context.keyId ?? NO_KEY, step);
    };
    // What has just been read is enough for this turn of the event loop.
    setImmediate(() => {
      runSteps(steps, runSoon, done);
    });
  });
}

type Done = (error: Error | null, value?: unknown) => void;

/**
 * Calls `done` with what the steps return, or what they throw.
 * @param start calls each step, and `done` as a step of its own: what follows a large body takes long, too
 */
function runSteps(steps: Steps, start: (step: () => void) => void, done: Done): void {
  const next = () => {
    let step: IteratorResult<void, unknown>;
    try {
      step = steps.next();
    } catch (error) {
      done(error as Error);
      return;
    }
    const { done: isOver, value } = step;
    const end = () => {
      done(null, value);
    };
    start(isOver === true ? end : next);
  };
  start(next);
}

function runNow(step: () => void): void {
  step();
}

/** Reads a body; it returns its value, or throws why it is refused. */
function* bodySteps(request: FastifyRequest, body: Buffer, maxValues: number): Steps {
  refuseOtherCharsets(request.headers['content-type'] ?? '');
  const { errorShape } = request.routeOptions.config.operation ?? {};
  const value = yield* jsonBodySteps(body, maxValues, EXACT_IN[errorShape ?? 'rest']);
  // JSON-RPC has words of its own for what is no object.
  if (errorShape !== 'json_rpc') refuseOtherValues(value);
  // Handlers cannot distinguish null from "no body".
  if (value === null) throw new MalformedRequestError('The body must be a JSON object');
  return value;
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
  return resultOf(jsonBodySteps(body, maxValues, exactIn));
}

function* jsonBodySteps(body: Buffer, maxValues: number, exactIn?: readonly string[]): Steps {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new MalformedRequestError('The body is not valid UTF-8');
  return yield* strictJsonSteps(body.toString('utf8'), maxValues, exactIn);
}
