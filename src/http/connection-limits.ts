import type { HttpSettings } from './http.settings.js';

/** How often connections are checked: a slow one is closed at most this much after its limit. */
const CHECK_INTERVAL_MS = 1_000;

/** Time limits for sending a request and for idle connections, as options of the framework. */
export function connectionLimits(settings: HttpSettings) {
  const requestTimeout = settings.requestTimeoutSeconds * 1_000;
  return {
    requestTimeout,
    keepAliveTimeout: settings.keepAliveTimeoutSeconds * 1_000,
    http: {
      headersTimeout: Math.min(settings.headersTimeoutSeconds * 1_000, requestTimeout),
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      // Node would answer a missing Host itself, in another shape.
      requireHostHeader: false,
    },
  };
}
