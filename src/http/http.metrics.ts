import { counter, histogram } from '../telemetry/metrics.js';

const LABELS: ('method' | 'route' | 'status')[] = ['method', 'route', 'status'];
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const requests = counter(
  'http_requests_total',
  'Requests that were answered, or whose caller hung up (status 499).',
  LABELS,
);
const durations = histogram(
  'http_request_duration_seconds',
  'From the head of a request to the end of its answer.',
  LABELS,
);

/**
 * Counts a request.
 * @param route a template, never a path
 */
export function countRequest(method: string, route: string, status: number, ms: number): void {
  // A class of statuses is enough for alerts, and a series less for each other status.
  const labels = { method: METHODS.has(method) ? method : 'OTHER', route, status: `${Math.floor(status / 100)}xx` };
  requests.inc(labels);
  durations.observe(labels, ms / 1_000);
}
