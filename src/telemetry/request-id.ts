import type { IncomingMessage } from 'node:http';
import { newId } from '../ids/new-id.js';
import { redactText } from './text-redaction.js';

const MOST = 128;
const SANE = new RegExp(`^[A-Za-z0-9._:-]{8,${MOST}}$`);

/** `given` if it is sane enough for a log line and a header, and no secret that a caller put in the wrong place; else a new UUIDv7. */
export function toRequestId(given: unknown): string {
  return typeof given === 'string' && SANE.test(given) && redactText(given, MOST) === given ? given : newId();
}

/** The id of a request over HTTP: its `x-request-id`, if that is sane. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  return toRequestId(request.headers['x-request-id']);
}
