import type pg from 'pg';
import { FairQueue } from '../resilience/fair-queue.js';

/** One request that waits for a connection. */
export class Waiter {
  /** Whether it accepts no connection any more. */
  hasGivenUp = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    /** Until when it waits, by `performance.now()`. */
    private readonly deadline: number,
    private readonly resolve: (client: pg.PoolClient) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  /** Passes a connection on, or back to the pool if it comes too late. */
  deliver(client: pg.PoolClient): void {
    clearTimeout(this.timer);
    if (this.hasGivenUp) client.release();
    else this.resolve(client);
  }

  fail(error: Error): void {
    clearTimeout(this.timer);
    this.hasGivenUp = true;
    this.reject(error);
  }

  /** Calls `onTimeout` at the deadline. Set when it starts to wait, so that a request served at once costs no timer. */
  startTimer(onTimeout: () => void): void {
    this.timer ??= setTimeout(onTimeout, Math.max(0, this.deadline - performance.now()));
  }
}

/** Requests that wait for a connection, each until its own deadline. API keys take turns, and each has its own in order. */
export class WaitQueue {
  private readonly waiters = new FairQueue<Waiter>();
  /** Those that were next already. */
  private readonly first = new FairQueue<Waiter>();

  /** @param timeoutError makes the error for a request whose deadline passed */
  constructor(private readonly timeoutError: () => Error) {}

  get length(): number {
    return this.first.length + this.waiters.length;
  }

  /** @param owner on whose behalf it waits */
  add(waiter: Waiter, owner: string): void {
    this.waiters.add(owner, waiter);
    waiter.startTimer(() => {
      this.waiters.remove(owner, waiter);
      this.first.remove('', waiter);
      waiter.fail(this.timeoutError());
    });
  }

  /** Puts a request back at the front, since it was next already. */
  putBack(waiter: Waiter): void {
    this.first.add('', waiter);
    waiter.startTimer(() => {
      this.first.remove('', waiter);
      waiter.fail(this.timeoutError());
    });
  }

  next(): Waiter | undefined {
    return this.first.next() ?? this.waiters.next();
  }

  failAll(error: Error): void {
    for (let waiter = this.next(); waiter !== undefined; waiter = this.next()) waiter.fail(error);
  }
}
