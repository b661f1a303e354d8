import { Injectable } from '@nestjs/common';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** The rows of this room. */
@Injectable()
export class WebhookStore {
  constructor(
    readonly webhooks: WebhooksRepository,
    readonly deliveries: WebhookDeliveriesRepository,
  ) {}
}
