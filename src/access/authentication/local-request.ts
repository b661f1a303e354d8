import type { IncomingHttpHeaders } from 'node:http';
import { hostName, isLoopback } from '../loopback.js';

/** A request as open mode looks at it. */
export interface LocalRequest {
  readonly headers: IncomingHttpHeaders;
  readonly raw: { readonly httpVersion: string };
  readonly socket: { readonly remoteAddress?: string };
}

/** Headers that a proxy, a CDN or a cloud's load balancer adds to what it passes on: its client may be anywhere. */
const PROXY_HEADERS = [
  /forwarded|^via$|(^|-)ip$|^proxy-|^cdn-|^cf-|^fastly-|^fly-|^true-client|^front-end-https$|^surrogate-/,
  /^x-(original|rewrite|real|remote|cluster|proxyuser|proxy|envoy|amzn|azure|arr|appengine|vercel|varnish|nf|cloud-trace)-/,
  /^x-(client-(host|port|proto|cert|verify|dn)|(url-)?scheme|host|request-start|ssl)/,
];

/** What clients send themselves, so that most requests need no search. */
const CLIENT_HEADERS = new Set([
  ...['host', 'connection', 'accept', 'accept-encoding', 'accept-language', 'user-agent', 'content-type'],
  ...['content-length', 'authorization', 'x-api-key', 'idempotency-key', 'x-request-id', 'origin', 'sec-fetch-mode'],
]);

/**
 * Whether a request came from a program of this machine directly, by all that it shows: over HTTP/1.1 and loopback, with a
 * loopback name as its `Host`, which a web page that uses DNS rebinding cannot send, without a header of a proxy, and from
 * no page of another origin.
 * @param listedOrigins origins whose pages may call the service
 */
export function looksLocal({ headers, raw, socket }: LocalRequest, listedOrigins: readonly string[]): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  // Proxies send HTTP/1.0 by default, which needs no Host; clients do not.
  if (raw.httpVersion !== '1.1' || !isLoopback(address)) return false;
  if (headers.host === undefined || !isLoopback(hostName(headers.host))) return false;
  return !isProxied(headers) && isOwnPage(headers, listedOrigins);
}

function isProxied(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some(
    (name) => !CLIENT_HEADERS.has(name) && PROXY_HEADERS.some((form) => form.test(name)),
  );
}

/** Whether it is from a page of ours or a listed one, or from no page at all. */
function isOwnPage(headers: IncomingHttpHeaders, listedOrigins: readonly string[]): boolean {
  const { origin, host, 'sec-fetch-site': site = 'none' } = headers;
  if (origin !== undefined) return origin === `http://${host ?? ''}` || listedOrigins.includes(origin);
  return site === 'none' || site === 'same-origin';
}
