import { FairQueue } from './fair-queue.js';

/** Gives a permit back; idempotent. */
export type Release = () => void;

interface Waiter {
  receive: (release: Release) => void;
}

/**
 * A bounded number of permits. Those who wait for one are served by turns of their owners, so that an owner who waits a
 * thousand times delays another by one permit, not by a thousand.
 */
export class FairSemaphore {
  private free: number;
  private readonly waiting = new FairQueue<Waiter>();

  constructor(permits: number) {
    this.free = permits;
  }

  /** Takes a permit if one is free. */
  tryAcquire(): Release | undefined {
    if (this.free === 0) return undefined;
    this.free--;
    return this.releaseOnce();
  }

  /**
   * Waits for a permit.
   * @param waitMs longest wait, in ms
   * @returns `undefined` if none became free in time, or `signal` was aborted
   */
  acquire(owner: string, waitMs: number, signal?: AbortSignal): Promise<Release | undefined> {
    const release = this.tryAcquire();
    if (release !== undefined || signal?.aborted === true) return Promise.resolve(release);
    return new Promise((resolve) => {
      const end = (received?: Release) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        resolve(received);
      };
      const waiter = { receive: end };
      const giveUp = () => {
        this.waiting.remove(owner, waiter);
        end();
      };
      const timer = setTimeout(giveUp, waitMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.waiting.add(owner, waiter);
    });
  }

  /** How many wait on behalf of `owner`. */
  waitingFor(owner: string): number {
    return this.waiting.lengthOf(owner);
  }

  private releaseOnce(): Release {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.passOn();
    };
  }

  private passOn(): void {
    const next = this.waiting.next();
    if (next === undefined) this.free++;
    else next.receive(this.releaseOnce());
  }
}
