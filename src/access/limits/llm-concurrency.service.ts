import { Injectable } from '@nestjs/common';
import { AccessSettings } from '../access.settings.js';
import { LlmConcurrencyExceededError } from '../access.errors.js';

/** Lets each key ask language models so many times at once on this replica, and refuses more; nothing queues. */
@Injectable()
export class LlmConcurrency {
  private readonly running = new Map<string, number>();
  private readonly limit: number;

  constructor({ llmConcurrencyPerKey }: AccessSettings) {
    this.limit = llmConcurrencyPerKey;
  }

  /**
   * Counts one call in.
   * @returns what counts it out again; called more than once it does nothing more
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
