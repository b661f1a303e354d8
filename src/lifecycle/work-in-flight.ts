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

  /** Requests that are worked on: one whose body is still arriving costs nothing but its connection. */
  get requestCount(): number {
    return this.requests.size - this.arriving.size;
  }

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
  }

  /** Idempotent. */
  endRequest(request: object): void {
    this.requests.delete(request);
    this.arriving.delete(request);
  }

  /** Notes that the body of a request in flight has not arrived completely. */
  awaitBody(request: object): void {
    if (this.requests.has(request)) this.arriving.add(request);
  }

  /** Notes that it has; returns whether it was awaited. */
  receiveBody(request: object): boolean {
    return this.arriving.delete(request);
  }
}
