import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { EntityTable } from '../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { type DeliveryState, WebhookDeliveryEntity } from './webhook-delivery.entity.js';
import type { AttemptResult } from './webhook-sender.js';

const table = new EntityTable(WebhookDeliveryEntity);

/** What becomes of a delivery after an attempt. */
export interface Settlement extends AttemptResult {
  state: DeliveryState;
  /** When the next attempt is due, in seconds from now. */
  pauseSeconds: number;
}

/** Events for webhooks, and how sending them went. */
@Injectable()
export class WebhookDeliveriesRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  /** @throws ValidationError if the cursor belongs to another list */
  list(
    workspaceId: WorkspaceId,
    webhookId: string,
    state: DeliveryState | undefined,
    page: PageRequest,
  ): Promise<Page<WebhookDeliveryEntity>> {
    return this.pagination.newestFirst(table, { workspaceId, webhookId, state }, page);
  }

  /** Stores a delivery to one webhook. Idempotent. */
  async insert(delivery: Partial<WebhookDeliveryEntity>): Promise<WebhookDeliveryEntity | undefined> {
    const { sql, values } = table.insertion(delivery);
    const [stored] = await this.database.idempotentWrite<WebhookDeliveryEntity>(
      `INSERT INTO webhook_deliveries ${sql} ON CONFLICT ON CONSTRAINT pk_webhook_deliveries DO UPDATE SET type = EXCLUDED.type
       RETURNING ${table.columns}`,
      values,
    );
    return stored;
  }

  /** What is due, at most one of each subject: the oldest that is pending. */
  due(workspaceId: string, webhookId: string, limit: number): Promise<WebhookDeliveryEntity[]> {
    return this.database.read<WebhookDeliveryEntity>(
      `SELECT ${table.columns} FROM webhook_deliveries AS delivery
       WHERE workspace_id = $1 AND webhook_id = $2 AND state = 'pending' AND next_attempt_at <= now() AND NOT EXISTS (
         SELECT FROM webhook_deliveries AS earlier
         WHERE earlier.workspace_id = delivery.workspace_id AND earlier.webhook_id = delivery.webhook_id
           AND earlier.subject_id = delivery.subject_id AND earlier.state = 'pending'
           AND earlier.position < delivery.position)
       ORDER BY next_attempt_at, position LIMIT $3`,
      [workspaceId, webhookId, limit],
    );
  }

  async settle({ workspaceId, id }: WebhookDeliveryEntity, result: Settlement): Promise<void> {
    await this.database.write(
      `UPDATE webhook_deliveries SET state = $3, attempts = attempts + 1, response_status = $4, error = $5, duration_ms = $6,
         next_attempt_at = now() + make_interval(secs => $7), last_attempt_at = now(),
         first_attempt_at = COALESCE(first_attempt_at, now())
       WHERE workspace_id = $1 AND id = $2 AND state = 'pending'`,
      [workspaceId, id, result.state, result.status, result.error, result.durationMs, result.pauseSeconds],
    );
  }

  /** Sends an event again, in its old place among those of its subject. Idempotent. */
  async replay(workspaceId: WorkspaceId, webhookId: string, id: string): Promise<WebhookDeliveryEntity | undefined> {
    const [delivery] = await this.database.idempotentWrite<WebhookDeliveryEntity>(
      `UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_attempt_at = now(), first_attempt_at = NULL
       WHERE workspace_id = $1 AND webhook_id = $2 AND id = $3 RETURNING ${table.columns}`,
      [workspaceId, webhookId, id],
    );
    return delivery;
  }

  /** Deletes up to `limit` deliveries of all workspaces that are done, and returns how many it were. */
  async deleteOlderThan(days: number, limit: number): Promise<number> {
    const deleted = await this.database.write(
      `DELETE FROM webhook_deliveries WHERE ctid = ANY (ARRAY (
         SELECT ctid FROM webhook_deliveries WHERE state <> 'pending' AND created_at < now() - make_interval(days => $1)
         LIMIT $2 FOR UPDATE SKIP LOCKED))
       RETURNING id`,
      [days, limit],
    );
    return deleted.length;
  }
}
