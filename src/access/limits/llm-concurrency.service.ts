import { Injectable } from '@nestjs/common';
import { AccessSettings } from '../access.settings.js';
import { LlmConcurrencyExceededError } from '../access.errors.js';

/** Limits the concurrent LLM requests of each key on this replica. Requests beyond the limit are refused, not queued. */
@Injectable()
export class LlmConcurrency {
  private readonly running = new Map<string, number>();
  private readonly limit: number;

  constructor({ llmConcurrencyPerKey }: AccessSettings) {
    this.limit = llmConcurrencyPerKey;
  }

  /**
   * Counts one call.
   * @returns a function that ends the count; idempotent
   * @throws LlmConcurrencyExceededError
   */
  enter(keyId: string): () => void {
    const count = this.running.get(keyId) ?? 0;
    if (this.limit > 0 && count >= this.limit) throw new LlmConcurrencyExceededError(this.limit);
    this.running.set(keyId, count + 1);
    let isOver = false;
    return () => {
      if (!isOver) this.leave(keyId);
      isOver = true;
    };
  }

  private leave(keyId: string): void {
    const count = (this.running.get(keyId) ?? 1) - 1;
    if (count > 0) this.running.set(keyId, count);
    else this.running.delete(keyId);
  }
}
