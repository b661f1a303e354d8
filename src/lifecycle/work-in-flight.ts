import { Injectable } from '@nestjs/common';

/** Requests and background work that a shutdown waits for, also after the caller has disconnected. */
@Injectable()
export class WorkInFlight {
  private readonly requests = new Set<object>();
  private readonly others = new Set<object>();

  get count(): number {
    return this.requests.size + this.others.size;
  }

  get requestCount(): number {
    return this.requests.size;
  }

  begin(work: object): void {
    this.others.add(work);
  }

  /** Idempotent. */
  end(work: object): void {
    this.others.delete(work);
  }

  beginRequest(request: object): void {
    this.requests.add(request);
  }

  /** Idempotent. */
  endRequest(request: object): void {
    this.requests.delete(request);
  }
}
