import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Agent } from 'undici';
import { VERSION } from '../config/version.js';
import type { WebhookDeliveryEntity } from './webhook-delivery.entity.js';
import { signedHeaders } from './webhook-signature.js';
import { countDelivery } from './webhooks.metrics.js';
import { webhookAgent } from './webhook-target.js';
import { WebhookSettings } from './webhooks.settings.js';

/** How an attempt went. */
export interface AttemptResult {
  /** Status of the answer; `null` without one. */
  status: number | null;
  /** Why it failed; `null` if it did not. */
  error: string | null;
  durationMs: number;
}

/** Most that is read of an answer, of which nothing but the status counts. */
const ANSWER_BYTES = 64 * 1_024;

/** What the error codes of Node.js and undici mean; no message of theirs is kept, since those name addresses. */
const REASONS: Record<string, string> = {
  ERR_IP_BLOCKED: 'The address is not in the internet',
  ENOTFOUND: 'The host is unknown',
  EAI_AGAIN: 'The host is unknown for now',
  ECONNREFUSED: 'The connection was refused',
  ECONNRESET: 'The connection broke off',
  UND_ERR_SOCKET: 'The connection broke off',
};

/** Makes one attempt to deliver one event. */
@Injectable()
export class WebhookSender implements OnApplicationShutdown {
  private readonly agent: Agent;
  private readonly timeoutMs: number;

  constructor({ timeoutSeconds, allowPrivate }: WebhookSettings) {
    this.timeoutMs = timeoutSeconds * 1_000;
    this.agent = webhookAgent(this.timeoutMs, allowPrivate);
  }

  /** Never throws. A redirect is a failure: who answers elsewhere has to be registered there. */
  async send(url: string, secrets: readonly string[], delivery: WebhookDeliveryEntity): Promise<AttemptResult> {
    const startedAt = performance.now();
    const result = await this.attempt(url, secrets, delivery);
    const durationMs = Math.round(performance.now() - startedAt);
    countDelivery(result.error === null ? 'ok' : 'error', durationMs);
    return { ...result, durationMs };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  private async attempt(
    url: string,
    secrets: readonly string[],
    delivery: WebhookDeliveryEntity,
  ): Promise<Omit<AttemptResult, 'durationMs'>> {
    try {
      const status = await this.post(url, secrets, delivery);
      return { status, error: status >= 200 && status < 300 ? null : `It answered ${status}` };
    } catch (error) {
      return { status: null, error: reasonOf(error) };
    }
  }

  private async post(url: string, secrets: readonly string[], delivery: WebhookDeliveryEntity): Promise<number> {
    const { eventId, type, data, createdAt } = delivery;
    const body = JSON.stringify({ type, timestamp: createdAt.toISOString(), data });
    const { origin, pathname, search } = new URL(url);
    const { statusCode, body: answer } = await this.agent.request({
      origin,
      path: pathname + search,
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': `sales-agent/${VERSION}`,
        ...signedHeaders(secrets, eventId, body, new Date()),
      },
      body,
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    // The status has been read: whatever becomes of the rest changes nothing.
    await answer.dump({ limit: ANSWER_BYTES }).catch(() => undefined);
    return statusCode;
  }
}

function reasonOf(error: unknown): string {
  const { code = '', name } = error as { code?: string; name?: string };
  if (name === 'TimeoutError' || code.includes('TIMEOUT')) return 'It did not answer in time';
  return REASONS[code] ?? 'The connection failed';
}
