import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { ValidationError } from '../errors/request.errors.js';
import type { PageQuery } from '../validation/page.dto.js';
import { toWire, toWirePage } from '../validation/wire.js';
import type { WebhookEntity } from './webhook.entity.js';
import {
  type CreateWebhookRequest,
  type ListDeliveriesQuery,
  type UpdateWebhookRequest,
  type WebhookDeliveryListResponse,
  WebhookDeliveryResponse,
  type WebhookListResponse,
  WebhookResponse,
  WebhookWithSecretResponse,
} from './webhook.dto.js';
import { WebhookDeliveryNotFoundError, WebhookLimitError, WebhookNotFoundError } from './webhook.errors.js';
import { TEST_EVENT } from './webhook-events.js';
import { newSecret } from './webhook-signature.js';
import { WebhookStore } from './webhook-store.js';
import { isPrivateAddress } from './webhook-target.js';
import { WebhookSettings } from './webhooks.settings.js';

/** Webhooks of the caller's workspace: each method but `create` and `list` throws WebhookNotFoundError. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly store: WebhookStore,
    private readonly settings: WebhookSettings,
  ) {}

  /** @throws ValidationError for an address that is not taken; WebhookLimitError */
  async create({ workspace }: Caller, id: string, request: CreateWebhookRequest): Promise<WebhookWithSecretResponse> {
    this.assertTaken(request.url);
    const { url, events, description = null, enabled = true } = request;
    const { maxWebhooks } = this.settings;
    const secret = newSecret();
    const webhook = { workspaceId: workspace, id, url, events, description, enabled, secret };
    const stored = await this.store.webhooks.insert(webhook, maxWebhooks);
    if (stored === undefined) throw new WebhookLimitError(maxWebhooks);
    return toWire(WebhookWithSecretResponse, Object.assign(stored, { secret }));
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async list({ workspace }: Caller, page: PageQuery): Promise<WebhookListResponse> {
    return toWirePage(WebhookResponse, await this.store.webhooks.list(workspace, page));
  }

  async get({ workspace }: Caller, id: string): Promise<WebhookResponse> {
    return toWire(WebhookResponse, found(await this.store.webhooks.find(workspace, id), id));
  }

  /** @throws ValidationError for an address that is not taken */
  async update({ workspace }: Caller, id: string, request: UpdateWebhookRequest): Promise<WebhookResponse> {
    if (request.url !== undefined) this.assertTaken(request.url);
    return toWire(WebhookResponse, found(await this.store.webhooks.update(workspace, id, request), id));
  }

  async delete({ workspace }: Caller, id: string): Promise<void> {
    if (!(await this.store.webhooks.delete(workspace, id))) throw new WebhookNotFoundError(id);
  }

  /** Replaces the secret; the one before signs too for a while. */
  async rotate({ workspace }: Caller, id: string): Promise<WebhookWithSecretResponse> {
    const secret = newSecret();
    const webhook = await this.store.webhooks.rotate(workspace, id, secret, this.settings.rotationHours);
    return toWire(WebhookWithSecretResponse, Object.assign(found(webhook, id), { secret }));
  }

  /** Has a test event sent. */
  async test({ workspace }: Caller, id: string, eventId: string): Promise<WebhookDeliveryResponse> {
    found(await this.store.webhooks.find(workspace, id), id);
    const event = { eventId, subjectId: id, type: TEST_EVENT, data: { webhook: { id } } };
    const delivery = await this.store.deliveries.insert({
      workspaceId: workspace,
      id: eventId,
      webhookId: id,
      ...event,
    });
    if (delivery === undefined) throw new WebhookNotFoundError(id);
    return toWire(WebhookDeliveryResponse, delivery);
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async deliveries(
    { workspace }: Caller,
    id: string,
    { state, ...page }: ListDeliveriesQuery,
  ): Promise<WebhookDeliveryListResponse> {
    found(await this.store.webhooks.find(workspace, id), id);
    return toWirePage(WebhookDeliveryResponse, await this.store.deliveries.list(workspace, id, state, page));
  }

  /**
   * Has an event sent again.
   * @throws WebhookDeliveryNotFoundError
   */
  async replay({ workspace }: Caller, id: string, deliveryId: string): Promise<WebhookDeliveryResponse> {
    found(await this.store.webhooks.find(workspace, id), id);
    const delivery = await this.store.deliveries.replay(workspace, id, deliveryId);
    if (delivery === undefined) throw new WebhookDeliveryNotFoundError(deliveryId);
    return toWire(WebhookDeliveryResponse, delivery);
  }

  private assertTaken(address: string): void {
    const problem = this.problemOf(URL.parse(address));
    if (problem !== undefined)
      throw new ValidationError([{ field: 'url', rule: 'webhook_url', message: `url ${problem}` }]);
  }

  private problemOf(url: URL | null): string | undefined {
    const { allowHttp, allowPrivate } = this.settings;
    if (url === null || !['https:', 'http:'].includes(url.protocol)) return 'must be an https address';
    if (url.protocol === 'http:' && !allowHttp) return 'must be an https address; WEBHOOK_ALLOW_HTTP allows http';
    if (url.username !== '' || url.password !== '') return 'must not hold a user or a password';
    if (!allowPrivate && isPrivateAddress(url.hostname)) return 'must be an address in the internet';
    return undefined;
  }
}

function found(webhook: WebhookEntity | undefined, id: string): WebhookEntity {
  if (webhook === undefined) throw new WebhookNotFoundError(id);
  return webhook;
}
