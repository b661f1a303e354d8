import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { OperationCall, OperationStep } from '../../api/operation.interceptor.js';
import { LlmConcurrencyExceededError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import { callerOf } from '../caller.js';
import { KeyCounter } from './key-counter.js';

/** Limits the concurrent LLM requests of each key on this replica. Requests beyond the limit are refused, not queued. */
@Injectable()
export class LlmConcurrency implements OperationStep {
  private readonly running: KeyCounter;

  constructor({ llmConcurrencyPerKey }: AccessSettings) {
    this.running = new KeyCounter(llmConcurrencyPerKey, (limit) => new LlmConcurrencyExceededError(limit));
  }

  /**
   * Counts a call of an operation that spends until its handler is done, or until the stream that it answers with closes.
   * @throws LlmConcurrencyExceededError
   */
  async run({ operation, request }: OperationCall, next: () => Promise<unknown>): Promise<unknown> {
    if (operation.spends === undefined) return next();
    const { keyId } = callerOf(request);
    if (keyId === null) return next();
    const leave = this.enter(keyId);
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
   * @throws LlmConcurrencyExceededError
   */
  enter(keyId: string): () => void {
    return this.running.enter(keyId);
  }
}
