import { type BackOff, backOffMs } from '../resilience/back-off.js';

/** Upper bound of RunPod's Retry-After: a worker that waits for hours is useless. */
const MAX_RETRY_AFTER_MS = 60_000;
/** How much longer than after other failures to wait after 429 Too Many Requests. */
const TOO_MANY_REQUESTS_FACTOR = 5;

/** RunPod's queue answered with an error status. Holds no address and no key. */
export class QueueRefusal extends Error {
  /** @param retryAfterMs the Retry-After of the answer, in ms; 0 without one */
  constructor(
    readonly status: number,
    readonly retryAfterMs: number,
  ) {
    super(`RunPod's queue answered ${status}`);
    this.name = 'QueueRefusal';
  }

  /** Whether the same request may succeed later. */
  get isTransient(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/**
 * How long to wait before the next request to the queue, in ms.
 * @param failures consecutive failures so far, at least 1
 */
export function retryPauseMs(error: unknown, failures: number, { firstMs, longestMs }: BackOff): number {
  if (!(error instanceof QueueRefusal)) return backOffMs(failures, { firstMs, longestMs });
  const factor = error.status === 429 ? TOO_MANY_REQUESTS_FACTOR : 1;
  const pauseMs = backOffMs(failures, { firstMs: firstMs * factor, longestMs });
  return Math.max(pauseMs, Math.min(error.retryAfterMs, MAX_RETRY_AFTER_MS));
}

/** The reason of a failure in one word; the message of a `fetch` error has the address in it, which may hold a key. */
export function reasonOf(error: unknown): string {
  if (error instanceof QueueRefusal) return String(error.status);
  const { name, cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
}
