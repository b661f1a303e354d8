import { Global, Module } from '@nestjs/common';
import { WebhookDeliverer } from './webhook-deliverer.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookDispatcher } from './webhook-dispatcher.js';
import { WebhookOutbox } from './webhook-outbox.js';
import { WebhookRetention } from './webhook-retention.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookStore } from './webhook-store.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

/** Webhooks: what other systems are told, signed, in order, at least once. Global, since many rooms have news. */
@Global()
@Module({
  controllers: [WebhooksController],
  providers: [
    WebhooksService,
    WebhookStore,
    WebhooksRepository,
    WebhookDeliveriesRepository,
    WebhookOutbox,
    WebhookDeliverer,
    WebhookDispatcher,
    WebhookRetention,
    WebhookSender,
  ],
  exports: [WebhookOutbox],
})
export class WebhooksModule {}
