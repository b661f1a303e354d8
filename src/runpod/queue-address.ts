import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '../config/configuration.error.js';
import type { RunpodWorkerSettings } from './runpod-worker.settings.js';

const TAKE_PATH = '/job-take/';
const STOP_PATH = '/job-stop/';

/** The addresses of a worker's queue, with the worker's id filled in. */
export interface QueueAddress {
  workerId: string;
  /** Sent as it is, without a scheme. */
  apiKey: string;
  take: string;
  /** `undefined` if it cannot be derived from `take`. */
  stop: string | undefined;
  ping: string;
  /** `$ID` stands for the job. */
  output: string;
}

/**
 * Reads the variables that RunPod sets for its queue workers.
 * @throws ConfigurationError naming all that are missing
 */
export function queueAddressOf(settings: RunpodWorkerSettings): QueueAddress {
  const { getJobUrl, postOutputUrl, pingUrl, queueKey, workerId = randomUUID() } = settings;
  if (getJobUrl === undefined || postOutputUrl === undefined || pingUrl === undefined || queueKey === undefined) {
    throw new ConfigurationError(missingOf(settings));
  }
  const take = fill(getJobUrl, { $RUNPOD_POD_ID: workerId, $ID: workerId });
  return {
    workerId,
    apiKey: queueKey,
    take,
    // RunPod's own worker derives it in the same way.
    stop: take.includes(TAKE_PATH) ? take.replace(TAKE_PATH, STOP_PATH) : undefined,
    ping: fill(pingUrl, { $RUNPOD_POD_ID: workerId }),
    output: fill(postOutputUrl, { $RUNPOD_POD_ID: workerId }),
  };
}

/** `url` with each of these names replaced by its value, percent-encoded. */
export function fill(url: string, values: Record<string, string>): string {
  return Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(name, () => encodeURIComponent(value)),
    url,
  );
}

/** `url` with one parameter more. */
export function withParameter(url: string, name: string, value: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
}

function missingOf({ getJobUrl, postOutputUrl, pingUrl, queueKey }: RunpodWorkerSettings): string[] {
  const variables = {
    RUNPOD_WEBHOOK_GET_JOB: getJobUrl,
    RUNPOD_WEBHOOK_POST_OUTPUT: postOutputUrl,
    RUNPOD_WEBHOOK_PING: pingUrl,
    RUNPOD_AI_API_KEY: queueKey,
  };
  const missing = Object.entries(variables).filter(([, value]) => value === undefined);
  return missing.map(([name]) => `${name} must be set for the queue worker, as RunPod does on its own machines`);
}
