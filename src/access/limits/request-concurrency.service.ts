import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { RequestConcurrencyExceededError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import type { Caller } from '../caller.js';
import { KeyCounter } from './key-counter.js';

/** Limits the concurrent requests of each key on this replica, so that one key leaves room for others. */
@Injectable()
export class RequestConcurrency {
  private readonly running: KeyCounter;

  constructor({ requestConcurrencyPerKey }: AccessSettings) {
    this.running = new KeyCounter(requestConcurrencyPerKey, (limit) => new RequestConcurrencyExceededError(limit));
  }

  /**
   * Counts a request until its answer is sent, or its client has disconnected.
   * @throws RequestConcurrencyExceededError
   */
  count({ keyId }: Caller, response: ServerResponse): void {
    // A client that has disconnected while its key was looked up has no answer that could close.
    if (keyId !== null && !response.closed) response.on('close', this.running.enter(keyId));
  }
}
