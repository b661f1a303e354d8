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
  /** Waiters by owner; the owner whose turn is next comes first. */
  private readonly waiting = new Map<string, Set<Waiter>>();

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
        this.remove(owner, waiter);
        end();
      };
      const timer = setTimeout(giveUp, waitMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.enqueue(owner, waiter);
    });
  }

  /** How many wait on behalf of `owner`. */
  waitingFor(owner: string): number {
    return this.waiting.get(owner)?.size ?? 0;
  }

  private enqueue(owner: string, waiter: Waiter): void {
    const line = this.waiting.get(owner) ?? new Set();
    this.waiting.set(owner, line.add(waiter));
  }

  private remove(owner: string, waiter: Waiter): void {
    const line = this.waiting.get(owner);
    line?.delete(waiter);
    if (line?.size === 0) this.waiting.delete(owner);
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
    const next = this.nextWaiter();
    if (next === undefined) this.free++;
    else next.receive(this.releaseOnce());
  }

  /** The oldest waiter of the owner whose turn it is; that owner's next turn comes after all others'. */
  private nextWaiter(): Waiter | undefined {
    for (const [owner, line] of this.waiting) {
      for (const waiter of line) {
        line.delete(waiter);
        this.waiting.delete(owner);
        if (line.size > 0) this.waiting.set(owner, line);
        return waiter;
      }
    }
    return undefined;
  }
}
