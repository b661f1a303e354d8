import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { OperationCall, OperationStep } from '../../api/operation.interceptor.js';
import { callerOf } from '../caller.js';
import { LlmConcurrency } from './llm-concurrency.service.js';

/** Counts a call of an operation that spends until its handler is done, or until the stream that it answers with closes. */
@Injectable()
export class LlmConcurrencyStep implements OperationStep {
  constructor(private readonly concurrency: LlmConcurrency) {}

  /** @throws LlmConcurrencyExceededError */
  async run({ operation, request }: OperationCall, next: () => Promise<unknown>): Promise<unknown> {
    if (operation.spends === undefined) return next();
    const { keyId } = callerOf(request);
    if (keyId === null) return next();
    const leave = this.concurrency.enter(keyId);
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
}
