import type { FastifyRequest } from 'fastify';
import { AuthenticationFailedError } from '../access.errors.js';
import { claimsToBeSecret } from '../keys/secret.js';

const BEARER = /^Bearer +(\S+)$/i;
/** Where other services take keys; ours would stand in the logs of every proxy on the way. */
const QUERY_NAMES = new Set(['api_key', 'api-key', 'apikey', 'x-api-key', 'access_token']);

/**
 * The one credential that a request bears in its headers, or `undefined`. A scheme other than Bearer comes as it is.
 * @throws AuthenticationFailedError for two of them, for a header given twice, and for one in the query
 */
export function readCredential(request: Pick<FastifyRequest, 'headers' | 'query' | 'raw'>): string | undefined {
  refuseQuery(request.query as Record<string, unknown>);
  if (countCredentials(request.raw.rawHeaders) > 1) {
    throw new AuthenticationFailedError('Send one API key, in one header');
  }
  const { authorization, 'x-api-key': apiKey } = request.headers;
  if (typeof apiKey === 'string') return apiKey.trim();
  return authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? authorization);
}

function refuseQuery(query: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(query)) {
    if (QUERY_NAMES.has(name.toLowerCase()) || claimsToBeSecret(`${name} ${String(value)}`)) {
      throw new AuthenticationFailedError('Send the API key in a header; in the query it would end up in logs');
    }
  }
}

/** Counted as they came: Node itself keeps the first of two Authorization headers, and says nothing. */
function countCredentials(rawHeaders: string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase();
    if (name === 'authorization' || name === 'x-api-key') count++;
  }
  return count;
}
