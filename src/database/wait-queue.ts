import type pg from 'pg';

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
    this.timer ??= setTimeout(onTimeout, this.deadline - performance.now());
  }
}

/** Requests that wait for a connection, first in, first out, each until its own deadline. */
export class WaitQueue {
  private readonly waiters: Waiter[] = [];

  /** @param timeoutError makes the error for a request whose deadline passed */
  constructor(private readonly timeoutError: () => Error) {}

  get length(): number {
    return this.waiters.length;
  }

  add(waiter: Waiter): void {
    this.waiters.push(waiter);
    this.limit(waiter);
  }

  /** Puts a request back at the front, since it was next already. */
  putBack(waiter: Waiter): void {
    this.waiters.unshift(waiter);
    this.limit(waiter);
  }

  next(): Waiter | undefined {
    return this.waiters.shift();
  }

  failAll(error: Error): void {
    for (const waiter of this.waiters.splice(0)) waiter.fail(error);
  }

  private limit(waiter: Waiter): void {
    waiter.startTimer(() => {
      const index = this.waiters.indexOf(waiter);
      if (index !== -1) this.waiters.splice(index, 1);
      waiter.fail(this.timeoutError());
    });
  }
}
