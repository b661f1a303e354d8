import { Injectable } from '@nestjs/common';
import { PeriodicWork } from '../lifecycle/periodic-work.js';
import { IdempotencyKeysRepository } from './idempotency-keys.repository.js';

/** Few enough for one short statement; as many statements follow as it takes. */
const AT_ONCE = 1_000;

/** Deletes expired keys, and with them the personal data in their answers. */
@Injectable()
export class ExpiredKeys extends PeriodicWork {
  protected readonly everyMs = 3_600_000;
  protected readonly failureMessage = 'Could not delete expired idempotency keys';

  constructor(private readonly keys: IdempotencyKeysRepository) {
    super();
  }

  protected async work(): Promise<void> {
    while (!this.isStopping && (await this.keys.deleteManyExpired(AT_ONCE)) === AT_ONCE);
  }
}
