import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpLimitSettings } from '../../http/http-limits.settings.js';
import { type LimitOwner, RequestConcurrencyExceededError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import { BodyMemory } from './body-memory.service.js';
import { CallerCounter, type CountedCaller, shareOf } from './caller-counter.js';

const NOTHING = () => undefined;

/**
 * Limits the concurrent requests of each key and of each workspace on this replica, so that they leave room for others. Those
 * whose bodies are still arriving count by themselves: clients that are slow to send keep no other of the same key from its
 * work.
 */
@Injectable()
export class RequestConcurrency {
  private readonly running: CallerCounter;
  private readonly arriving: CallerCounter;
  /** What is to be done when the body of a request has arrived. */
  private readonly awaited = new WeakMap<IncomingMessage, () => void>();

  constructor(
    { requestConcurrencyPerKey }: AccessSettings,
    { maxRequestsInFlight }: HttpLimitSettings,
    private readonly bodies: BodyMemory,
  ) {
    const limits = { key: requestConcurrencyPerKey, workspace: shareOf(maxRequestsInFlight) };
    const exceeded = (...limit: [number, LimitOwner]) => new RequestConcurrencyExceededError(...limit);
    this.running = new CallerCounter(limits, exceeded);
    this.arriving = new CallerCounter(limits, exceeded);
  }

  /**
   * Counts a request until its answer is sent, or its client has disconnected.
   * @throws RequestConcurrencyExceededError, RequestBytesExceededError, ServiceUnavailableError
   */
  begin(caller: CountedCaller, request: IncomingMessage, response: ServerResponse, bodyLimit = Infinity): void {
    // A client that has disconnected while its key was looked up has no answer that could close.
    if (response.closed) return;
    if (request.complete) response.on('close', this.running.enter(caller));
    else this.awaitBody(caller, request, response, bodyLimit);
  }

  /**
   * Counts a request among those that are worked on, since its body has arrived.
   * @throws RequestConcurrencyExceededError
   */
  bodyArrived(request: IncomingMessage): void {
    this.awaited.get(request)?.();
  }

  private awaitBody(
    caller: CountedCaller,
    request: IncomingMessage,
    response: ServerResponse,
    bodyLimit: number,
  ): void {
    this.running.check(caller);
    const freeMemory = this.bodies.reserve(caller, request.headers, bodyLimit);
    let leave: () => void = NOTHING;
    // One listener for all, since Node.js warns of more than ten.
    response.on('close', () => {
      freeMemory();
      leave();
    });
    leave = this.arriving.enter(caller);
    this.awaited.set(request, () => {
      this.awaited.delete(request);
      leave();
      if (!response.closed) leave = this.running.enter(caller);
    });
  }
}
