import { Injectable } from '@nestjs/common';

/** Requests and background work that a shutdown waits for, also after the caller has disconnected. */
@Injectable()
export class WorkInFlight {
  private readonly items = new Set<object>();

  get count(): number {
    return this.items.size;
  }

  begin(work: object): void {
    this.items.add(work);
  }

  /** Idempotent. */
  end(work: object): void {
    this.items.delete(work);
  }
}
