import type { ServerOptions } from 'node:http';
import type { HttpSettings } from './http.settings.js';

/** How often connections are checked: a slow one is closed at most this much after its limit. */
const CHECK_INTERVAL_MS = 1_000;

/** Time limits for sending a request and for idle connections, as options of a server. */
export function connectionLimits(settings: HttpSettings): ServerOptions {
  const requestTimeout = settings.requestTimeoutSeconds * 1_000;
  return {
    requestTimeout,
    headersTimeout: Math.min(settings.headersTimeoutSeconds * 1_000, requestTimeout),
    keepAliveTimeout: settings.keepAliveTimeoutSeconds * 1_000,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    // Node would answer a missing Host itself, in another shape.
    requireHostHeader: false,
  };
}
