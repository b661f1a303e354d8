import { setTimeout as sleep } from 'node:timers/promises';
import { QueueRefusal } from './runpod-queue.js';

/** However long RunPod asks for: a worker that waits for hours is of no use to anybody. */
const LONGEST_RETRY_AFTER_MS = 60_000;
/** How much longer than after any other failure the queue is left alone that says it is asked too much. */
const TOO_MANY_FACTOR = 5;

/** How long somebody waits who failed, in ms. */
export interface Pauses {
  first: number;
  longest: number;
}

/** Waits twice as long after each failure as after the one before, and never as long as others do. */
export class BackOff {
  private failures = 0;

  constructor(private readonly pauses: Pauses) {}

  /** Failures since the last success. */
  get count(): number {
    return this.failures;
  }

  succeed(): void {
    this.failures = 0;
  }

  /** Waits after one more failure; no longer than until `signal`. */
  async wait(error: unknown, signal: AbortSignal): Promise<void> {
    await sleep(this.next(error), undefined, { signal }).catch(() => undefined);
  }

  /** How long to wait after one more failure, in ms. */
  next(error: unknown): number {
    const { first, longest } = this.pauses;
    const [factor, retryAfterMs] = wishesOf(error);
    const pause = Math.min(first * factor * 2 ** this.failures++, longest) * (0.5 + Math.random());
    return Math.max(pause, retryAfterMs);
  }
}

function wishesOf(error: unknown): [factor: number, retryAfterMs: number] {
  if (!(error instanceof QueueRefusal)) return [1, 0];
  const factor = error.status === 429 ? TOO_MANY_FACTOR : 1;
  return [factor, Math.min(error.retryAfterMs, LONGEST_RETRY_AFTER_MS)];
}

/** Why somebody failed, in one word; an error of `fetch` has the address in it, and that may hold a key. */
export function reasonOf(error: unknown): string {
  if (error instanceof QueueRefusal) return String(error.status);
  const { name, cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
}
