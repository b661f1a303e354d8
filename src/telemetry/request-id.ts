import type { IncomingMessage } from 'node:http';
import { v7 as uuidV7 } from 'uuid';

const SANE = /^[A-Za-z0-9._:-]{8,128}$/;

/** The caller's `x-request-id` if it is sane enough for a log line and a header, else a new UUIDv7. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) ? given : uuidV7();
}
