import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ValidationError } from '../errors/request.errors.js';
import type { Caller } from '../access/caller.js';

export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';
export const MAX_KEY_LENGTH = 255;
const NAME = IDEMPOTENCY_KEY_HEADER.toLowerCase();
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/**
 * The request's idempotency key, `undefined` without one.
 * @throws ValidationError for two of them, for an empty or over-long one, and for other than printable ASCII characters
 */
export function readIdempotencyKey(request: Pick<FastifyRequest, 'headers' | 'raw'>): string | undefined {
  if (request.headers[NAME] === undefined) return undefined;
  // Node joins a header that comes twice to one value, which would be a third key.
  const [key = '', ...more] = request.raw.headersDistinct[NAME] ?? [];
  if (more.length > 0) throw refusal('once', 'must be sent once');
  if (key.length > MAX_KEY_LENGTH) throw refusal('max_length', `must have at most ${MAX_KEY_LENGTH} characters`);
  if (!PRINTABLE_ASCII.test(key)) throw refusal('text', 'must be a text of printable ASCII characters');
  return key;
}

/** @throws ValidationError for a body that requests a stream, since streams are not stored and cannot be replayed */
export function refuseStream(body: unknown): void {
  if ((body as { stream?: unknown } | undefined)?.stream !== true) return;
  const message = 'stream cannot be combined with an Idempotency-Key, because streams are not stored';
  throw new ValidationError([{ field: 'stream', rule: 'idempotency_key', message }]);
}

/**
 * The form in which an idempotency key is stored, by SHA-256. It belongs to an API key and those that rotations put in its
 * place, so that no other caller of the workspace can take it first or learn that it was used.
 */
export function hashOfKey(key: string, { lineageId }: Pick<Caller, 'lineageId'>): Buffer {
  return hash('sha256', JSON.stringify([lineageId, key]), 'buffer');
}

/** What makes two requests the same: SHA-256 over all that could make their answers differ. */
export function fingerprintOf({ method, url, body }: FastifyRequest): Buffer {
  return hash('sha256', JSON.stringify([method, url, body]), 'buffer');
}

function refusal(rule: string, message: string): ValidationError {
  const field = IDEMPOTENCY_KEY_HEADER;
  return new ValidationError([{ field, rule, message: `${field} ${message}` }]);
}
