import { Injectable } from '@nestjs/common';

/** Requests and background work that a shutdown waits for, also after the caller has disconnected. */
@Injectable()
export class WorkInFlight {
  private readonly requests = new Set<object>();
  private readonly others = new Set<object>();
  private readonly arriving = new Set<object>();

  get count(): number {
    return this.requests.size + this.others.size;
  }

  /** Requests that are worked on. */
  get requestCount(): number {
    return this.requests.size - this.arriving.size;
  }

  /** Requests whose callers are not known yet, or whose bodies have not arrived: they cost little but their connection. */
  get arrivingCount(): number {
    return this.arriving.size;
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
    this.arriving.add(request);
  }

  /** Idempotent. */
  endRequest(request: object): void {
    this.requests.delete(request);
    this.arriving.delete(request);
  }

  /** Notes that a request is worked on from now on; returns whether it was not before. */
  startRequest(request: object): boolean {
    return this.arriving.delete(request);
  }
}
