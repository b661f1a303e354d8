import { counter, histogram } from '../telemetry/metrics.js';

const attempts = counter('jobs_total', 'Attempts of background jobs, by queue and by how they ended.', [
  ...(['queue', 'outcome'] as const),
]);
const durations = histogram('job_duration_seconds', 'How long attempts of background jobs took.', [
  ...(['queue'] as const),
]);

/** Counts one attempt of a job; one that a stopping process puts back is none. */
export function countJob(queue: string, outcome: string, ms: number): void {
  attempts.inc({ queue, outcome });
  durations.observe({ queue }, ms / 1_000);
}
