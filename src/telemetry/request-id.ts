import type { IncomingMessage } from 'node:http';
import { newId } from '../ids/new-id.js';
import { holdsSecret } from './text-redaction.js';

const SANE = /^[A-Za-z0-9._:-]{8,128}$/;

/** `given` if it is sane enough for a log line and a header, and no secret that a caller put in the wrong place; else a new UUIDv7. */
export function toRequestId(given: unknown): string {
  return typeof given === 'string' && SANE.test(given) && !holdsSecret(given) ? given : newId();
}

/** The id of a request over HTTP: its `x-request-id`, if that is sane. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  return toRequestId(request.headers['x-request-id']);
}
