import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { WEBHOOK_EVENTS } from '../../src/webhooks/webhook-events.js';
import { LEAD } from './sample-lead.js';
import type { TestService } from './test-service.js';

export const WEBHOOKS_PATH = '/api/v1/webhooks';

/** Variables of a service that delivers soon, also to servers on this machine. */
export const PROMPT_DELIVERY = { WEBHOOK_ALLOW_HTTP: 'true', WEBHOOK_ALLOW_PRIVATE: 'true', JOBS_POLL_MS: '100' };

/** Webhooks of a service. */
export class WebhookClient {
  constructor(
    private readonly service: TestService,
    private readonly receiver: { readonly url: string },
  ) {}

  /** Makes a webhook for all events to the receiver, unless the fields say otherwise. */
  create = async (fields: object = {}): Promise<{ id: string; secret: string }> => {
    const webhook = { url: this.receiver.url, events: WEBHOOK_EVENTS, ...fields };
    const { body, status } = await this.service.http.post(WEBHOOKS_PATH).send(webhook);
    expect([status, body.error_code]).toEqual([201, undefined]);
    return body;
  };

  /** Stores a new lead. */
  createLead = async (fields: object = {}): Promise<{ id: string }> => {
    const lead = { ...LEAD, external_id: randomUUID(), ...fields };
    return (await this.service.http.post('/api/v1/leads').send(lead)).body;
  };

  /** The deliveries of a webhook, the newest first. */
  deliveriesOf = async (id: string): Promise<Record<string, unknown>[]> =>
    (await this.service.http.get(`${WEBHOOKS_PATH}/${id}/deliveries`)).body.data;

  /** Has all deliveries that wait for their next attempt made now. */
  makeAllDue = (): Promise<unknown> =>
    this.service.database.query(
      `WITH due AS (UPDATE webhook_deliveries SET next_attempt_at = now()) UPDATE webhooks SET retry_at = NULL`,
    );
}
