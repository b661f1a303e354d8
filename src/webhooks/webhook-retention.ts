import { Injectable } from '@nestjs/common';
import { PeriodicWork } from '../lifecycle/periodic-work.js';
import { WebhookStore } from './webhook-store.js';
import { WebhookSettings } from './webhooks.settings.js';

/** Few enough for one short statement; as many statements follow as it takes. */
const AT_ONCE = 1_000;

/** Deletes deliveries that are older than `WEBHOOK_RETENTION_DAYS`, but for pending ones. Replicas take different rows. */
@Injectable()
export class WebhookRetention extends PeriodicWork {
  protected readonly everyMs = 3_600_000;
  protected readonly failureMessage = 'Could not delete old deliveries of webhooks';

  constructor(
    private readonly store: WebhookStore,
    private readonly settings: WebhookSettings,
  ) {
    super();
  }

  protected async work(): Promise<void> {
    const { retentionDays } = this.settings;
    while (!this.isStopping && (await this.store.deliveries.deleteOlderThan(retentionDays, AT_ONCE)) === AT_ONCE);
  }
}
