import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { JobQueue } from '../jobs/job-queue.js';
import { Jobs } from '../jobs/jobs.service.js';
import { WebhookStore } from './webhook-store.js';
import { WebhookSettings } from './webhooks.settings.js';

const EVERY_SECONDS = 3_600;
/** Few enough for one short statement; as many statements follow as it takes. */
const AT_ONCE = 1_000;

/** Deletes deliveries that are older than `WEBHOOK_RETENTION_DAYS`, but for pending ones. */
@Injectable()
export class WebhookRetention implements JobQueue, OnModuleInit {
  readonly name = 'webhooks.prune';

  constructor(
    private readonly jobs: Jobs,
    private readonly store: WebhookStore,
    private readonly settings: WebhookSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register(this);
    this.jobs.every(this.name, EVERY_SECONDS);
  }

  async work(_: object, signal: AbortSignal): Promise<void> {
    const { retentionDays } = this.settings;
    while ((await this.store.deliveries.deleteOlderThan(retentionDays, AT_ONCE)) === AT_ONCE) signal.throwIfAborted();
  }
}
