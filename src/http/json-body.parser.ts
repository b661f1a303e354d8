import { isUtf8 } from 'node:buffer';
import { MalformedRequestError } from '../errors/request.errors.js';
import { parseStrictJson } from '../validation/strict-json.js';

/**
 * Reads the bytes of a JSON body; an empty body is `undefined`.
 * @throws MalformedRequestError where they are not UTF-8, or not strict JSON
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new MalformedRequestError('The body is not valid UTF-8');
  return parseStrictJson(body.toString('utf8'));
}
