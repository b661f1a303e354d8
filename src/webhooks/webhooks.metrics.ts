import { counter, histogram } from '../telemetry/metrics.js';

const attempts = counter('webhook_attempts_total', 'Attempts to deliver events, by how they ended.', [
  ...(['outcome'] as const),
]);
const durations = histogram('webhook_attempt_duration_seconds', 'How long receivers of webhooks took to answer.');

/** Counts one attempt to deliver one event. */
export function countDelivery(outcome: 'ok' | 'error', ms: number): void {
  attempts.inc({ outcome });
  durations.observe({}, ms / 1_000);
}
