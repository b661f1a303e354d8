import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { OperationCall, OperationStep } from '../../api/operation-steps.js';
import { ServiceUnavailableError } from '../../errors/request.errors.js';
import { HttpLimitSettings } from '../../http/http-limits.settings.js';
import { LlmConcurrencyExceededError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import { callerOf } from '../caller.js';
import { KeyCounter } from './key-counter.js';

/** Part of the requests in flight that may wait for language models; the rest stays free for those that are short. */
const SHARE_OF_ALL = 0.75;

/**
 * Limits the concurrent LLM requests of each key, and of all keys together, on this replica. Requests beyond a limit are
 * refused, not queued.
 */
@Injectable()
export class LlmConcurrency implements OperationStep {
  private readonly running: KeyCounter;
  private readonly limit: number;
  private count = 0;

  constructor({ llmConcurrencyPerKey }: AccessSettings, { maxRequestsInFlight }: HttpLimitSettings) {
    this.limit = Math.ceil(SHARE_OF_ALL * maxRequestsInFlight);
    this.running = new KeyCounter(llmConcurrencyPerKey, (limit) => new LlmConcurrencyExceededError(limit));
  }

  /**
   * Counts a call of an operation that spends until its handler is done, or until the stream that it answers with closes.
   * @throws LlmConcurrencyExceededError, ServiceUnavailableError
   */
  async run({ operation, request }: OperationCall, next: () => Promise<unknown>): Promise<unknown> {
    if (operation.spends === undefined) return next();
    const leave = this.enter(callerOf(request).keyId);
    try {
      const answer = await next();
      if (answer instanceof Readable) answer.once('close', leave);
      else leave();
      return answer;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /**
   * Counts one call.
   * @returns a function that ends the count; idempotent
   * @throws LlmConcurrencyExceededError, ServiceUnavailableError where all keys together have too many
   */
  enter(keyId: string | null): () => void {
    if (this.count >= this.limit) throw tooMany(this.limit);
    const leaveKey = keyId === null ? undefined : this.running.enter(keyId);
    this.count++;
    let isOver = false;
    return () => {
      if (!isOver) this.count--;
      isOver = true;
      leaveKey?.();
    };
  }
}

function tooMany(limit: number): ServiceUnavailableError {
  return new ServiceUnavailableError('Too many requests wait for language models', { limit }, { retryAfterSeconds: 1 });
}
