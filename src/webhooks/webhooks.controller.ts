import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller.js';
import { OperationId } from '../api/operation-id.decorator.js';
import { Operation } from '../api/operation.decorator.js';
import { PageQuery } from '../validation/page.dto.js';
import { UuidPipe } from '../validation/uuid.pipe.js';
import {
  CreateWebhookRequest,
  ListDeliveriesQuery,
  UpdateWebhookRequest,
  WebhookDeliveryListResponse,
  WebhookDeliveryResponse,
  WebhookListResponse,
  WebhookResponse,
  WebhookWithSecretResponse,
} from './webhook.dto.js';
import { WebhookDeliveryNotFoundError, WebhookLimitError, WebhookNotFoundError } from './webhook.errors.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('Webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @Operation({
    id: 'createWebhook',
    summary: 'Create a webhook',
    description:
      'Deliveries are signed as Standard Webhooks says. The response contains the secret; it is not shown again.',
    scope: 'admin',
    audited: 'webhook.create',
    idempotent: { secret: true },
    errors: [WebhookLimitError],
  })
  create(
    @Caller() caller: Caller,
    @OperationId() operationId: () => string,
    @Body() body: CreateWebhookRequest,
  ): Promise<WebhookWithSecretResponse> {
    return this.webhooks.create(caller, operationId(), body);
  }

  @Get()
  @Operation({ id: 'listWebhooks', summary: 'List webhooks, newest first', scope: 'admin' })
  list(@Caller() caller: Caller, @Query() query: PageQuery): Promise<WebhookListResponse> {
    return this.webhooks.list(caller, query);
  }

  @Get(':id')
  @Operation({ id: 'getWebhook', summary: 'Read a webhook', scope: 'admin', errors: [WebhookNotFoundError] })
  get(@Caller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<WebhookResponse> {
    return this.webhooks.get(caller, id);
  }

  @Patch(':id')
  @Operation({
    id: 'updateWebhook',
    summary: 'Change a webhook, or switch it on or off',
    scope: 'admin',
    audited: 'webhook.update',
    errors: [WebhookNotFoundError],
  })
  update(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Body() body: UpdateWebhookRequest,
  ): Promise<WebhookResponse> {
    return this.webhooks.update(caller, id, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteWebhook',
    summary: 'Delete a webhook and its deliveries',
    scope: 'admin',
    audited: 'webhook.delete',
    status: HttpStatus.NO_CONTENT,
    errors: [WebhookNotFoundError],
  })
  delete(@Caller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.webhooks.delete(caller, id);
  }

  @Post(':id/rotate-secret')
  @Operation({
    id: 'rotateWebhookSecret',
    summary: "Replace a webhook's secret",
    description: 'For `WEBHOOK_ROTATION_HOURS`, deliveries are signed with both.',
    scope: 'admin',
    audited: 'webhook.rotate',
    idempotent: { secret: true },
    errors: [WebhookNotFoundError],
  })
  rotate(@Caller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<WebhookWithSecretResponse> {
    return this.webhooks.rotate(caller, id);
  }

  @Post(':id/test')
  @Operation({
    id: 'testWebhook',
    summary: 'Send a test event',
    description: 'Of the type `webhook.test`; `GET .../deliveries` tells how it went.',
    scope: 'admin',
    status: HttpStatus.ACCEPTED,
    idempotent: true,
    errors: [WebhookNotFoundError],
  })
  test(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @OperationId() operationId: () => string,
  ): Promise<WebhookDeliveryResponse> {
    return this.webhooks.test(caller, id, operationId());
  }

  @Get(':id/deliveries')
  @Operation({
    id: 'listWebhookDeliveries',
    summary: 'List deliveries of a webhook, newest first',
    scope: 'admin',
    errors: [WebhookNotFoundError],
  })
  deliveries(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Query() query: ListDeliveriesQuery,
  ): Promise<WebhookDeliveryListResponse> {
    return this.webhooks.deliveries(caller, id, query);
  }

  @Post(':id/deliveries/:delivery_id/replay')
  @Operation({
    id: 'replayWebhookDelivery',
    summary: 'Send an event again',
    description: 'Under the same `webhook-id`.',
    scope: 'admin',
    status: HttpStatus.ACCEPTED,
    errors: [WebhookNotFoundError, WebhookDeliveryNotFoundError],
  })
  replay(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Param('delivery_id', UuidPipe) deliveryId: string,
  ): Promise<WebhookDeliveryResponse> {
    return this.webhooks.replay(caller, id, deliveryId);
  }
}
