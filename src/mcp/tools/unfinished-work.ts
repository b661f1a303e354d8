import { Injectable } from '@nestjs/common';

/** What was begun for callers, and is to be finished before the service stops. */
@Injectable()
export class UnfinishedWork {
  private readonly works = new Set<Promise<unknown>>();

  add(work: Promise<unknown>): void {
    const done = work.catch(() => undefined).finally(() => this.works.delete(done));
    this.works.add(done);
  }

  /** Waits until nothing is left. */
  async finish(): Promise<void> {
    while (this.works.size > 0) await Promise.all(this.works);
  }
}
