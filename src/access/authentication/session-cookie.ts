import type { IncomingHttpHeaders } from 'node:http';
import { CrossSiteRequestError } from '../access.errors.js';
import { hostName, isLoopback } from '../loopback.js';

/** What a page of ours sends with every request that changes something; pages of other origins cannot. */
export const CONSOLE_HEADER = 'x-sales-agent-console';

/**
 * The browser accepts a cookie with this prefix only from this very host, over https or loopback, so that no sibling of its
 * domain can plant one (RFC 6265bis, 4.1.3.2).
 */
const HOST_COOKIE = '__Host-sales-agent';
/** Over http, by another name than a loopback one, browsers drop cookies that are `Secure`. */
const PLAIN_COOKIE = 'sales-agent';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The parts of a request that decide whether its session counts. */
export interface SessionRequest {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** As the client sees them, behind a trusted proxy too. */
  readonly protocol: string;
  readonly host: string;
}

/** The session in a request's cookies; `undefined` without one, or with several. */
export function readSession(request: SessionRequest): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  const start = `${cookieName(request)}=`;
  const values = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length));
  return values.length === 1 ? values[0] : undefined;
}

/** `Set-Cookie` for a session; without a secret it deletes the cookie. */
export function sessionCookie(request: SessionRequest, secret: string | undefined): string {
  const security = isSecure(request) ? '; Secure' : '';
  const age = secret === undefined ? '; Max-Age=0' : '';
  return `${cookieName(request)}=${secret ?? ''}; Path=/; HttpOnly; SameSite=Strict${security}${age}`;
}

/**
 * Refuses a request with a session that no page of this very origin has made: another service on the same host is of the
 * same site, so that `SameSite` does not keep its pages out.
 * @throws CrossSiteRequestError
 */
export function refuseCrossSite(request: SessionRequest): void {
  const { headers, method } = request;
  const { origin, 'sec-fetch-site': site = 'same-origin' } = headers;
  if (site !== 'same-origin' && site !== 'none') throw new CrossSiteRequestError();
  if (origin !== undefined && !isOwnOrigin(origin, request)) throw new CrossSiteRequestError();
  if (READS.has(method)) return;
  if (origin === undefined || headers[CONSOLE_HEADER] === undefined) throw new CrossSiteRequestError();
}

/** A proxy that ends TLS and is not trusted leaves the protocol unknown. */
function isOwnOrigin(origin: string, { protocol, host }: SessionRequest): boolean {
  return origin === `https://${host}` || (protocol === 'http' && origin === `http://${host}`);
}

function cookieName(request: SessionRequest): string {
  return isSecure(request) ? HOST_COOKIE : PLAIN_COOKIE;
}

function isSecure({ protocol, host }: SessionRequest): boolean {
  return protocol === 'https' || isLoopback(hostName(host));
}
