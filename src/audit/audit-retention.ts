import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditEventsRepository } from './audit-events.repository.js';
import { AuditSettings } from './audit.settings.js';

const EVERY_MS = 3_600_000;
/** Few enough for one short statement; as many statements follow as it takes. */
const AT_ONCE = 1_000;

/** Deletes events that are older than `AUDIT_RETENTION_DAYS`. Replicas that do so at the same time take different rows. */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AuditRetention.name);
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly events: AuditEventsRepository,
    private readonly settings: AuditSettings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.auditRetentionDays === 0) return;
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    this.stopping = true;
    clearInterval(this.timer);
  }

  /** Never throws: what a failure leaves undone is done an hour later. */
  async sweep(): Promise<void> {
    const { auditRetentionDays: days } = this.settings;
    try {
      while (!this.stopping && (await this.events.deleteOlderThan(days, AT_ONCE)) === AT_ONCE);
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not delete old events of the audit log');
    }
  }
}
