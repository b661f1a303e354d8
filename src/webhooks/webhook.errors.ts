import { SalesAgentError } from '../errors/sales-agent.error.js';

export class WebhookNotFoundError extends SalesAgentError {
  static readonly errorCode = 'WEBHOOK_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'The webhook does not exist in this workspace.';

  constructor(id: string) {
    super(`Webhook ${id} does not exist`, { webhook_id: id });
  }
}

export class WebhookDeliveryNotFoundError extends SalesAgentError {
  static readonly errorCode = 'WEBHOOK_DELIVERY_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'The webhook has no such delivery, or it is too old to be kept.';

  constructor(id: string) {
    super(`Delivery ${id} does not exist`, { delivery_id: id });
  }
}

export class WebhookLimitError extends SalesAgentError {
  static readonly errorCode = 'WEBHOOK_LIMIT_REACHED';
  static readonly kind = 'conflict';
  static readonly meaning = 'The workspace has as many webhooks as `WEBHOOK_MAX` allows.';

  constructor(limit: number) {
    super(`A workspace has at most ${limit} webhooks; delete one first`, { limit });
  }
}
