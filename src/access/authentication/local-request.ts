import type { IncomingHttpHeaders } from 'node:http';
import { hostName, isLoopback } from '../loopback.js';

/** A request as open mode looks at it. */
export interface LocalRequest {
  readonly headers: IncomingHttpHeaders;
  readonly raw: { readonly httpVersion: string; readonly rawHeaders: readonly string[] };
  readonly socket: { readonly remoteAddress?: string };
}

/** No client of its own names headers so: its request was passed on, from anywhere. */
const PASSED_ON = /forward|prox[yi]|gateway|balancer|ingress|tunnel|(client|real|remote|source|peer)[-_]?(ip|addr)/;

/**
 * Words of headers that proxies, CDNs, tunnels and clouds add to what they pass on: what they know of the client or of its
 * connection, and names of their own. A word counts wherever it stands, as in `X-Real-IP` and `CF-IPCountry`.
 */
const PROXY_WORDS = new Set([
  ...['via', 'ip', 'ipaddr', 'addr', 'hop', 'hops', 'original', 'originating', 'rewrite', 'replaced', 'real', 'remote'],
  ...[
    'cluster',
    'surrogate',
    'cdn',
    'edge',
    'pop',
    'ray',
    'connecting',
    'country',
    'ipcountry',
    'geo',
    'asn',
    'ja3',
    'ja4',
  ],
  ...['scheme', 'proto', 'protocol', 'https', 'ssl', 'tls', 'cert', 'upstream', 'downstream', 'queue', 'early'],
  ...[
    'nginx',
    'haproxy',
    'envoy',
    'istio',
    'traefik',
    'varnish',
    'squid',
    'kong',
    'apisix',
    'caddy',
    'bluecoat',
    'arr',
  ],
  ...['cf', 'cloudflare', 'cloudfront', 'fastly', 'akamai', 'incap', 'sucuri', 'bunny', 'imperva', 'zscaler'],
  ...['ngrok', 'fly', 'tailscale', 'localtunnel', 'vercel', 'nf', 'netlify', 'railway', 'render', 'rndr', 'heroku'],
  ...['amz', 'amzn', 'azure', 'fd', 'goog', 'appengine', 'appservice', 'webauth', 'authentik', 'pomerium'],
]);

/** Headers of proxies whose words are common ones. */
const PROXY_HEADERS = new Set([
  ...['x-host', 'x-port', 'x-url', 'x-request-start', 'x-cloud-trace-context', 'x-auth-request-user'],
  ...['x-authenticated-user', 'x-consumer-id', 'x-consumer-username', 'connect-time', 'total-route-time'],
  ...['x-client-host', 'x-client-port', 'x-client-verify', 'x-client-dn'],
]);

/** What clients send themselves, so that most requests need no search. */
const CLIENT_HEADERS = new Set([
  ...['host', 'connection', 'accept', 'accept-encoding', 'accept-language', 'user-agent', 'content-type'],
  ...['content-length', 'authorization', 'x-api-key', 'idempotency-key', 'x-request-id', 'origin', 'sec-fetch-mode'],
  // Says "protocol", as those of proxies do.
  'mcp-protocol-version',
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
  if (headers.host === undefined || !isLoopback(hostName(headers.host)) || !hasOneHost(raw.rawHeaders)) return false;
  return !isProxied(headers) && isOwnPage(headers, listedOrigins);
}

function isProxied(headers: IncomingHttpHeaders): boolean {
  // Proxies for WebSockets ask for an upgrade always, to nothing where their client did not.
  if (headers.upgrade === undefined && headers.connection?.toLowerCase().includes('upgrade') === true) return true;
  return Object.keys(headers).some((name) => !CLIENT_HEADERS.has(name) && isOfProxy(name));
}

function isOfProxy(name: string): boolean {
  if (PASSED_ON.test(name) || PROXY_HEADERS.has(name)) return true;
  return name.split(/[-_]/).some((word) => PROXY_WORDS.has(word));
}

/** Of two, Node.js drops the second silently; a proxy may have added either. */
function hasOneHost(rawHeaders: readonly string[]): boolean {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length === 1;
}

/** Whether it is from a page of ours or a listed one, or from no page at all. */
function isOwnPage(headers: IncomingHttpHeaders, listedOrigins: readonly string[]): boolean {
  const { origin, host, 'sec-fetch-site': site = 'none' } = headers;
  if (origin !== undefined) return origin === `http://${host ?? ''}` || listedOrigins.includes(origin);
  return site === 'none' || site === 'same-origin';
}
