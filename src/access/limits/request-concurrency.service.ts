import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { RequestConcurrencyExceededError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import type { Caller } from '../caller.js';
import { BodyMemory } from './body-memory.service.js';
import { KeyCounter } from './key-counter.js';

const NOTHING = () => undefined;

/**
 * Limits the concurrent requests of each key on this replica, so that one key leaves room for others. Those whose bodies
 * are still arriving count by themselves: clients that are slow to send keep no other of the same key from its work.
 */
@Injectable()
export class RequestConcurrency {
  private readonly running: KeyCounter;
  private readonly arriving: KeyCounter;
  /** What is to be done when the body of a request has arrived. */
  private readonly awaited = new WeakMap<IncomingMessage, () => void>();

  constructor(
    { requestConcurrencyPerKey }: AccessSettings,
    private readonly bodies: BodyMemory,
  ) {
    const exceeded = (limit: number) => new RequestConcurrencyExceededError(limit);
    this.running = new KeyCounter(requestConcurrencyPerKey, exceeded);
    this.arriving = new KeyCounter(requestConcurrencyPerKey, exceeded);
  }

  /**
   * Counts a request until its answer is sent, or its client has disconnected.
   * @throws RequestConcurrencyExceededError, RequestBytesExceededError, ServiceUnavailableError
   */
  begin({ keyId }: Caller, request: IncomingMessage, response: ServerResponse, bodyLimit = Infinity): void {
    // A client that has disconnected while its key was looked up has no answer that could close.
    if (response.closed) return;
    if (!request.complete) this.awaitBody(keyId, request, response, bodyLimit);
    else if (keyId !== null) response.on('close', this.running.enter(keyId));
  }

  /**
   * Counts a request among those that are worked on, since its body has arrived.
   * @throws RequestConcurrencyExceededError
   */
  bodyArrived(request: IncomingMessage): void {
    this.awaited.get(request)?.();
  }

  private awaitBody(keyId: string | null, request: IncomingMessage, response: ServerResponse, bodyLimit: number): void {
    if (keyId !== null) this.running.check(keyId);
    const freeMemory = this.bodies.reserve(keyId, request.headers, bodyLimit);
    let leave: () => void = NOTHING;
    // One listener for all, since Node.js warns of more than ten.
    response.on('close', () => {
      freeMemory();
      leave();
    });
    if (keyId === null) return;
    leave = this.arriving.enter(keyId);
    this.awaited.set(request, () => {
      this.awaited.delete(request);
      leave();
      if (!response.closed) leave = this.running.enter(keyId);
    });
  }
}
