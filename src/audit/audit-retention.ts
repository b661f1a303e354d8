import { Injectable } from '@nestjs/common';
import { RetentionWork } from '../lifecycle/retention-work.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { AuditSettings } from './audit.settings.js';

/** Deletes events that are older than `AUDIT_RETENTION_DAYS`. */
@Injectable()
export class AuditRetention extends RetentionWork {
  protected readonly failureMessage = 'Could not delete old events of the audit log';

  constructor(
    private readonly events: AuditEventsRepository,
    private readonly settings: AuditSettings,
  ) {
    super();
  }

  protected get days(): number {
    return this.settings.auditRetentionDays;
  }

  protected deleteOlderThan(days: number, limit: number): Promise<number> {
    return this.events.deleteOlderThan(days, limit);
  }
}
