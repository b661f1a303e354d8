import { Injectable } from '@nestjs/common';
import { PeriodicWork } from '../../lifecycle/periodic-work.js';
import { LlmSettings } from '../llm.settings.js';
import { LedgerRepository } from './ledger.repository.js';

/** Few enough for one short statement; as many statements follow as it takes. */
const AT_ONCE = 1_000;

/** Deletes ledger rows that are older than `LEDGER_RETENTION_DAYS`. Replicas that do so at the same time take different rows. */
@Injectable()
export class LedgerRetention extends PeriodicWork {
  protected readonly everyMs = 3_600_000;
  protected readonly failureMessage = 'Could not delete old rows of the ledger';

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly settings: LlmSettings,
  ) {
    super();
  }

  protected async work(): Promise<void> {
    const { ledgerRetentionDays: days } = this.settings;
    if (days === 0) return;
    while (!this.isStopping && (await this.ledger.deleteOlderThan(days, AT_ONCE)) === AT_ONCE);
  }
}
