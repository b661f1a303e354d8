import { Injectable } from '@nestjs/common';
import { PeriodicWork } from '../lifecycle/periodic-work.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { AuditSettings } from './audit.settings.js';

/** Few enough for one short statement; as many statements follow as it takes. */
const AT_ONCE = 1_000;

/** Deletes events that are older than `AUDIT_RETENTION_DAYS`. Replicas that do so at the same time take different rows. */
@Injectable()
export class AuditRetention extends PeriodicWork {
  protected readonly everyMs = 3_600_000;
  protected readonly failureMessage = 'Could not delete old events of the audit log';

  constructor(
    private readonly events: AuditEventsRepository,
    private readonly settings: AuditSettings,
  ) {
    super();
  }

  protected async work(): Promise<void> {
    const { auditRetentionDays: days } = this.settings;
    if (days === 0) return;
    while (!this.isStopping && (await this.events.deleteOlderThan(days, AT_ONCE)) === AT_ONCE);
  }
}
