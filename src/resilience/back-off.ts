import { setTimeout as sleep } from 'node:timers/promises';

export interface BackOff {
  /** Pause after the first failure, in ms, before jitter. */
  firstMs: number;
  /** Upper bound of the pause, in ms, before jitter. */
  longestMs: number;
}

/**
 * Exponential back-off: the pause doubles with each failure, up to a cap. Jitter of +-50 % keeps clients that failed
 * together from retrying together.
 * @param failures consecutive failures so far, at least 1
 * @returns how long to wait before the next attempt, in ms
 */
export function backOffMs(failures: number, { firstMs, longestMs }: BackOff): number {
  return Math.min(firstMs * 2 ** (failures - 1), longestMs) * (0.5 + Math.random());
}

/** Waits for `ms`, or until `signal` is aborted; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
