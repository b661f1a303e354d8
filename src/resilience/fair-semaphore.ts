import { FairQueue } from './fair-queue.js';

/** Gives a permit back; idempotent. */
export type Release = () => void;

interface Waiter {
  owner: string;
  receive: (release: Release) => void;
}

/**
 * A bounded number of permits. Those who wait for one are served by turns of their owners, so that an owner who waits a
 * thousand times delays another by one permit, not by a thousand.
 */
export class FairSemaphore {
  private free: number;
  private readonly waiting = new FairQueue<Waiter>();
  /** Permits that each owner holds. */
  private readonly held = new Map<string, number>();

  /** @param mostPerOwner permits that one owner may hold, so that one who keeps them for long leaves some to others */
  constructor(
    permits: number,
    private readonly mostPerOwner = permits,
  ) {
    this.free = permits;
  }

  /** Takes a permit if one is free for `owner`. */
  tryAcquire(owner: string): Release | undefined {
    return this.free > 0 && this.mayTake(owner) ? this.take(owner) : undefined;
  }

  /**
   * Waits for a permit.
   * @param waitMs longest wait, in ms
   * @returns `undefined` if none became free in time, or `signal` was aborted
   */
  acquire(owner: string, waitMs: number, signal?: AbortSignal): Promise<Release | undefined> {
    const release = this.tryAcquire(owner);
    if (release !== undefined || signal?.aborted === true) return Promise.resolve(release);
    return new Promise((resolve) => {
      const end = (received?: Release) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        resolve(received);
      };
      const waiter = { owner, receive: end };
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

  private readonly mayTake = (owner: string): boolean => (this.held.get(owner) ?? 0) < this.mostPerOwner;

  private take(owner: string): Release {
    this.free--;
    this.held.set(owner, (this.held.get(owner) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.giveBack(owner);
    };
  }

  private giveBack(owner: string): void {
    this.free++;
    const rest = (this.held.get(owner) ?? 0) - 1;
    if (rest > 0) this.held.set(owner, rest);
    else this.held.delete(owner);
    const next = this.waiting.next(this.mayTake);
    next?.receive(this.take(next.owner));
  }
}
