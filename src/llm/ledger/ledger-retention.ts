import { Injectable } from '@nestjs/common';
import { RetentionWork } from '../../lifecycle/retention-work.js';
import { LlmSettings } from '../llm.settings.js';
import { LedgerRepository } from './ledger.repository.js';

/** Deletes ledger rows that are older than `LEDGER_RETENTION_DAYS`. */
@Injectable()
export class LedgerRetention extends RetentionWork {
  protected readonly failureMessage = 'Could not delete old rows of the ledger';

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly settings: LlmSettings,
  ) {
    super();
  }

  protected get days(): number {
    return this.settings.ledgerRetentionDays;
  }

  protected deleteOlderThan(days: number, limit: number): Promise<number> {
    return this.ledger.deleteOlderThan(days, limit);
  }
}
