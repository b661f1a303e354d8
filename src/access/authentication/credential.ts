import type { FastifyRequest } from 'fastify';
import { AuthenticationFailedError } from '../access.errors.js';
import { claimsToBeSecret } from '../keys/secret.js';

const BEARER = /^Bearer +(\S+)$/i;
/** Where other services take keys; ours would stand in the logs of every proxy on the way. */
const QUERY_NAMES = new Set(['api_key', 'api-key', 'apikey', 'x-api-key', 'access_token']);

type Sent = Pick<FastifyRequest, 'headers' | 'query' | 'raw'>;

/** The credential that a request bears in its headers, or `undefined`. A scheme other than Bearer comes as it is. */
export function readCredential({ headers }: Pick<Sent, 'headers'>): string | undefined {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (typeof apiKey === 'string') return apiKey.trim();
  return authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? authorization);
}

/**
 * Refuses two credentials, a header given twice, and a credential in the query.
 * @param isBehindGateway whether what is no key of ours in `Authorization`, beside an `X-API-Key`, is that of a gateway
 * @throws AuthenticationFailedError
 */
export function refuseAmbiguity({ query, raw }: Sent, isBehindGateway: boolean): void {
  refuseQuery(query as Record<string, unknown>);
  if (countCredentials(raw.rawHeaders, isBehindGateway) > 1) {
    throw new AuthenticationFailedError('Send one API key, in one header');
  }
}

function refuseQuery(query: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(query)) {
    if (QUERY_NAMES.has(name.toLowerCase()) || claimsToBeSecret(`${name} ${String(value)}`)) {
      throw new AuthenticationFailedError('Send the API key in a header; in the query it would end up in logs');
    }
  }
}

/** Counted as they came: Node itself keeps the first of two Authorization headers, and says nothing. */
function countCredentials(rawHeaders: string[], isBehindGateway: boolean): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase();
    const isOfGateway = isBehindGateway && !claimsToBeSecret(rawHeaders[index + 1] ?? '');
    if (name === 'x-api-key' || (name === 'authorization' && !isOfGateway)) count++;
  }
  return count;
}
