import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { OperationCall, OperationStep } from '../../api/operation-steps.js';
import { ServiceUnavailableError } from '../../errors/request.errors.js';
import { HttpLimitSettings } from '../../http/http-limits.settings.js';
import { LlmConcurrencyExceededError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import { callerOf } from '../caller.js';
import { CallerCounter, type CountedCaller, shareOf } from './caller-counter.js';

/** Part of the requests in flight that may wait for language models; the rest stays free for those that are short. */
const SHARE_OF_ALL = 0.75;

/**
 * Limits the concurrent LLM requests of each key, of each workspace, and of all together, on this replica. Requests beyond a
 * limit are refused, not queued.
 */
@Injectable()
export class LlmConcurrency implements OperationStep {
  private readonly running: CallerCounter;
  private readonly limit: number;
  private count = 0;

  constructor({ llmConcurrencyPerKey }: AccessSettings, { maxRequestsInFlight }: HttpLimitSettings) {
    this.limit = Math.ceil(SHARE_OF_ALL * maxRequestsInFlight);
    const limits = { key: llmConcurrencyPerKey, workspace: shareOf(this.limit) };
    this.running = new CallerCounter(limits, (...limit) => new LlmConcurrencyExceededError(...limit));
  }

  /**
   * Counts a call of an operation that spends until its handler is done, or until the stream that it answers with closes.
   * @throws LlmConcurrencyExceededError, ServiceUnavailableError
   */
  run({ operation, request }: OperationCall, next: () => unknown): unknown {
    return operation.spends === undefined ? next() : this.runCounted(callerOf(request), next);
  }

  private async runCounted(caller: CountedCaller, next: () => unknown): Promise<unknown> {
    const leave = this.enter(caller);
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
   * @throws LlmConcurrencyExceededError, ServiceUnavailableError where all callers together have too many
   */
  enter(caller: CountedCaller): () => void {
    if (this.count >= this.limit) throw tooMany(this.limit);
    const leave = this.running.enter(caller);
    this.count++;
    let isOver = false;
    return () => {
      if (!isOver) this.count--;
      isOver = true;
      leave();
    };
  }
}

function tooMany(limit: number): ServiceUnavailableError {
  return new ServiceUnavailableError('Too many requests wait for language models', { limit }, { retryAfterSeconds: 1 });
}
