import { Injectable } from '@nestjs/common';
import { Jobs } from '../jobs/jobs.service.js';
import { JobSettings } from '../jobs/jobs.settings.js';
import { PeriodicWork } from '../lifecycle/periodic-work.js';
import { runInRequest } from '../telemetry/request-context.js';
import { newId } from '../ids/new-id.js';
import { DELIVERY_QUEUE } from './webhook-deliverer.js';
import { WebhookStore } from './webhook-store.js';

/** Looks for webhooks that have something due, and has one job sent for each. */
@Injectable()
export class WebhookDispatcher extends PeriodicWork {
  protected readonly everyMs: number;
  protected readonly failureMessage = 'Could not look for webhooks that have something due';
  private isLooking = false;

  constructor(
    private readonly jobs: Jobs,
    private readonly store: WebhookStore,
    { pollMs }: JobSettings,
  ) {
    super();
    this.everyMs = pollMs;
  }

  protected async work(): Promise<void> {
    if (this.isLooking || this.isStopping || !this.jobs.areRun) return;
    this.isLooking = true;
    try {
      for (const { workspaceId, id } of await this.store.webhooks.findDue()) {
        const cause = { requestId: newId(), workspace: workspaceId };
        const send = () => this.jobs.send(DELIVERY_QUEUE, { workspaceId, webhookId: id }, { singletonKey: id });
        await runInRequest(cause, send);
      }
    } finally {
      this.isLooking = false;
    }
  }
}
