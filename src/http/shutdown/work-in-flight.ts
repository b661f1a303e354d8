import { Injectable } from '@nestjs/common';

/** The requests that are being worked on, also those whose caller has hung up: no connection tells of them. */
@Injectable()
export class WorkInFlight {
  private readonly requests = new Set<object>();

  get count(): number {
    return this.requests.size;
  }

  begin(request: object): void {
    this.requests.add(request);
  }

  /** More than once is no more than once. */
  end(request: object): void {
    this.requests.delete(request);
  }
}
