import type { ServerOptions } from 'node:http';
import type { HttpSettings } from './http.settings.js';

/** How often connections are looked at: so much later than its time a slow one is cut off, at most. */
const CHECK_INTERVAL_MS = 1_000;

export interface ConnectionLimits {
  requestTimeout: number;
  keepAliveTimeout: number;
  http: ServerOptions;
}

/** How long a client may take to send a request, and to think of the next one, in the framework's terms. */
export function connectionLimits(settings: HttpSettings): ConnectionLimits {
  const requestTimeout = settings.requestTimeoutSeconds * 1_000;
  return {
    requestTimeout,
    keepAliveTimeout: settings.keepAliveTimeoutSeconds * 1_000,
    http: {
      headersTimeout: Math.min(settings.headersTimeoutSeconds * 1_000, requestTimeout),
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      // Node would answer a missing Host by itself, and not in our shape.
      requireHostHeader: false,
    },
  };
}
