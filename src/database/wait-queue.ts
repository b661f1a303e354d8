import type pg from 'pg';

/** Somebody who asked for a connection. */
export class Waiter {
  /** Whether it takes none any more. */
  hasGivenUp = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    /** Until when it waits, by `performance.now()`. */
    private readonly deadline: number,
    private readonly resolve: (client: pg.PoolClient) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  /** Hands a connection over, or back where it comes too late. */
  give(client: pg.PoolClient): void {
    clearTimeout(this.timer);
    if (this.hasGivenUp) client.release();
    else this.resolve(client);
  }

  refuse(error: Error): void {
    clearTimeout(this.timer);
    this.hasGivenUp = true;
    this.reject(error);
  }

  /** Has `end` called at the deadline; only who has to wait pays for a timer. */
  limit(end: () => void): void {
    this.timer ??= setTimeout(end, this.deadline - performance.now());
  }
}

/** Those who wait for a connection, first come, first served, each until its own deadline. */
export class WaitQueue {
  private readonly waiters: Waiter[] = [];

  /** @param reason why somebody got nothing in time */
  constructor(private readonly reason: () => Error) {}

  get length(): number {
    return this.waiters.length;
  }

  join(waiter: Waiter): void {
    this.waiters.push(waiter);
    this.limit(waiter);
  }

  /** Takes the place back of somebody who was next already. */
  rejoin(waiter: Waiter): void {
    this.waiters.unshift(waiter);
    this.limit(waiter);
  }

  next(): Waiter | undefined {
    return this.waiters.shift();
  }

  /** Sends everybody away. */
  dismiss(error: Error): void {
    for (const waiter of this.waiters.splice(0)) waiter.refuse(error);
  }

  private limit(waiter: Waiter): void {
    waiter.limit(() => {
      const index = this.waiters.indexOf(waiter);
      if (index !== -1) this.waiters.splice(index, 1);
      waiter.refuse(this.reason());
    });
  }
}
