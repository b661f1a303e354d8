import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { JobQueue } from '../jobs/job-queue.js';
import { Jobs } from '../jobs/jobs.service.js';
import { backOffMs } from '../resilience/back-off.js';
import type { WebhookDeliveryEntity } from './webhook-delivery.entity.js';
import { type AttemptResult, WebhookSender } from './webhook-sender.js';
import { WebhookSettings } from './webhooks.settings.js';
import { WebhookStore } from './webhook-store.js';
import type { ActiveWebhook } from './webhooks.repository.js';

/** The queue of webhooks that have something due. */
export const DELIVERY_QUEUE = 'webhooks.deliver';

/** Pauses before a delivery is repeated. */
const DELIVERY_BACK_OFF = { firstMs: 5_000, longestMs: 6 * 3_600_000 };
/** Pauses of a webhook of which everything fails. A delivery that alone fails must not hold others up for long. */
const WEBHOOK_BACK_OFF = { firstMs: 1_000, longestMs: 60_000 };
const HOUR_MS = 3_600_000;
const GONE = 410;

interface Address {
  workspaceId: string;
  webhookId: string;
}

/** Sends what is due to a webhook, as one job: several subjects at once, the events of each in their order. */
@Injectable()
export class WebhookDeliverer implements JobQueue<Address>, OnModuleInit {
  readonly name = DELIVERY_QUEUE;
  readonly options = { onePerKey: 'unfinished' } as const;
  readonly concurrency: number;
  private readonly logger = new Logger(WebhookDeliverer.name);

  constructor(
    private readonly jobs: Jobs,
    private readonly store: WebhookStore,
    private readonly sender: WebhookSender,
    private readonly settings: WebhookSettings,
  ) {
    this.concurrency = settings.concurrency;
  }

  onModuleInit(): void {
    this.jobs.register(this);
  }

  /** Idempotent, but for what was under way when it broke off: that is sent again, under the same id. */
  async work({ workspaceId, webhookId }: Address, signal: AbortSignal): Promise<void> {
    const { webhooks, deliveries } = this.store;
    for (;;) {
      signal.throwIfAborted();
      const webhook = await webhooks.findActive(workspaceId, webhookId);
      if (webhook === undefined) return;
      const due = await deliveries.due(workspaceId, webhookId, this.settings.concurrency);
      if (due.length === 0) return;
      const succeeded = await Promise.all(due.map((delivery) => this.deliver(webhook, delivery)));
      if (succeeded.includes(true)) await webhooks.noteSuccess(workspaceId, webhookId);
      else
        await webhooks.noteFailure(
          workspaceId,
          webhookId,
          secondsOf(backOffMs(webhook.failures + 1, WEBHOOK_BACK_OFF)),
        );
    }
  }

  private async deliver(webhook: ActiveWebhook, delivery: WebhookDeliveryEntity): Promise<boolean> {
    const result = await this.sender.send(webhook.url, webhook.secrets, delivery);
    const isGivenUp = result.error !== null && this.isTooOld(delivery);
    const state = result.error === null ? 'delivered' : isGivenUp ? 'failed' : 'pending';
    const pauseSeconds = secondsOf(backOffMs(delivery.attempts + 1, DELIVERY_BACK_OFF));
    await this.store.deliveries.settle(delivery, { ...result, state, pauseSeconds });
    const reason = this.reasonToStop(webhook, delivery, result, isGivenUp);
    if (reason !== undefined) await this.switchOff(webhook, reason);
    return result.error === null;
  }

  private isTooOld({ firstAttemptAt }: WebhookDeliveryEntity): boolean {
    return firstAttemptAt !== null && Date.now() - firstAttemptAt.getTime() >= this.settings.retryHours * HOUR_MS;
  }

  private reasonToStop(
    { lastSuccessAt }: ActiveWebhook,
    { firstAttemptAt }: WebhookDeliveryEntity,
    { status }: AttemptResult,
    isGivenUp: boolean,
  ): string | undefined {
    if (status === GONE) return 'It answered 410 Gone';
    const hasFailedThroughout = lastSuccessAt === null || (firstAttemptAt !== null && lastSuccessAt < firstAttemptAt);
    return isGivenUp && hasFailedThroughout ? `No delivery succeeded for ${this.settings.retryHours} hours` : undefined;
  }

  private async switchOff({ workspaceId, id }: ActiveWebhook, reason: string): Promise<void> {
    if (!(await this.store.webhooks.switchOff(workspaceId, id, reason))) return;
    this.logger.warn({ webhook_id: id, workspace_id: workspaceId, reason }, 'A webhook was switched off');
  }
}

function secondsOf(ms: number): number {
  return ms / 1_000;
}
