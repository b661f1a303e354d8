import { Client, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import type { OutboundSettings } from './outbound.settings.js';

const SCHEME = /^[a-z0-9]+:\/\//i;
/**
 * HTTP/1.1 alone: each call has a connection to itself. Over HTTP/2 undici takes a response that the server resets for one
 * that has ended, and a call that is given up at the wrong moment fails or blocks others on its connection.
 */
const ONE_CALL_PER_CONNECTION = { allowH2: false };

/** Connections to `origin`, or through the proxy that is configured for it. */
export function outboundPool(origin: string, options: Pool.Options, settings: OutboundSettings): Dispatcher {
  return viaProxy(origin, options, settings) ?? new Pool(origin, { ...options, ...ONE_CALL_PER_CONNECTION });
}

/** One connection of its own, for a request after a pooled one broke. */
export function outboundClient(origin: string, options: Client.Options, settings: OutboundSettings): Dispatcher {
  return viaProxy(origin, options, settings) ?? new Client(origin, { ...options, ...ONE_CALL_PER_CONNECTION });
}

/** Connections through the proxy that is configured for `origin`; `undefined` without one. */
export function viaProxy(origin: string, options: Pool.Options, settings: OutboundSettings): Dispatcher | undefined {
  const { httpProxy, httpProxyToo, httpsProxy, httpsProxyToo, noProxy, noProxyToo } = settings;
  const proxy = origin.startsWith('https:') ? (httpsProxyToo ?? httpsProxy) : (httpProxyToo ?? httpProxy);
  if (proxy === undefined) return undefined;
  // As curl does, an address without a scheme is taken for one of http.
  const address = SCHEME.test(proxy) ? proxy : `http://${proxy}`;
  // Given here, so that undici does not read the environment by itself.
  const proxies = { httpProxy: address, httpsProxy: address, noProxy: noProxyToo ?? noProxy ?? '' };
  return new EnvHttpProxyAgent({ ...options, ...ONE_CALL_PER_CONNECTION, ...proxies });
}
