import { Injectable } from '@nestjs/common';

/** Requests, and what goes on after their answers, also where the caller has hung up: no connection tells of them. */
@Injectable()
export class WorkInFlight {
  private readonly works = new Set<object>();

  get count(): number {
    return this.works.size;
  }

  begin(work: object): void {
    this.works.add(work);
  }

  /** More than once is no more than once. */
  end(work: object): void {
    this.works.delete(work);
  }
}
