import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Claim, IdempotencyKeysRepository } from './idempotency-keys.repository.js';

/** Three times within a lease, so that one lost renewal costs nothing. */
const EVERY_MS = 1_500;

/** Renews the claims of this process while it works on them; those of a process that died expire. */
@Injectable()
export class ClaimLeases implements OnApplicationShutdown {
  private readonly logger = new Logger(ClaimLeases.name);
  private readonly claims = new Set<Claim>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly keys: IdempotencyKeysRepository) {}

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  hold(claim: Claim): void {
    this.claims.add(claim);
    this.timer ??= setInterval(() => void this.renew(), EVERY_MS).unref();
  }

  drop(claim: Claim): void {
    this.claims.delete(claim);
  }

  /** Never throws: what cannot be renewed now is tried again, and a repeat that takes over works under the same id. */
  private async renew(): Promise<void> {
    if (this.claims.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    try {
      await this.keys.renew([...this.claims]);
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not renew the claims of idempotent requests');
    }
  }
}
