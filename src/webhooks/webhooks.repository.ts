import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { EntityTable } from '../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { WebhookEntity } from './webhook.entity.js';

const table = new EntityTable(WebhookEntity);

/** A webhook as its caller describes it. */
export type NewWebhook = Pick<WebhookEntity, 'workspaceId' | 'id' | 'url' | 'events' | 'secret'> &
  Partial<WebhookEntity>;
export type WebhookChanges = Partial<Pick<WebhookEntity, 'url' | 'events' | 'description' | 'enabled'>>;

/** A webhook that may be sent to, with the secrets to sign with. */
export type ActiveWebhook = WebhookEntity & { secrets: string[] };

/** The webhooks of workspaces. */
@Injectable()
export class WebhooksRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  /**
   * Idempotent: a webhook that exists was made by the same request, which is being repeated; it gets the new secret.
   * @returns `undefined` where the workspace has `limit` others
   */
  async insert(webhook: NewWebhook, limit: number): Promise<WebhookEntity | undefined> {
    const { sql, values } = table.insertion(webhook);
    const [columns = '', places = ''] = sql.split(' VALUES ');
    const [stored] = await this.database.idempotentWrite<WebhookEntity>(
      `INSERT INTO webhooks ${columns} SELECT ${places.slice(1, -1)}
       WHERE (SELECT count(*) FROM webhooks WHERE workspace_id = $1 AND id <> $2) < $${values.length + 1}
       ON CONFLICT ON CONSTRAINT pk_webhooks DO UPDATE SET secret = EXCLUDED.secret
       RETURNING ${table.columns}`,
      [...values, limit],
    );
    return stored;
  }

  async find(workspaceId: WorkspaceId, id: string): Promise<WebhookEntity | undefined> {
    const [webhook] = await this.database.read<WebhookEntity>(
      `SELECT ${table.columns} FROM webhooks WHERE workspace_id = $1 AND id = $2`,
      [workspaceId, id],
    );
    return webhook;
  }

  /** @throws ValidationError if the cursor belongs to another list */
  list(workspaceId: WorkspaceId, page: PageRequest): Promise<Page<WebhookEntity>> {
    return this.pagination.newestFirst(table, { workspaceId }, page);
  }

  /** Changes a webhook; one that is switched on starts anew. */
  async update(workspaceId: WorkspaceId, id: string, changes: WebhookChanges): Promise<WebhookEntity | undefined> {
    const anew = { failures: 0, retryAt: null, disabledReason: null };
    const { sql, values } = table.assignments({ ...changes, ...(changes.enabled === true ? anew : {}) }, 2);
    const [webhook] = await this.database.idempotentWrite<WebhookEntity>(
      `UPDATE webhooks SET ${sql === '' ? '' : `${sql}, `}updated_at = now() WHERE workspace_id = $1 AND id = $2
       RETURNING ${table.columns}`,
      [workspaceId, id, ...values],
    );
    return webhook;
  }

  async delete(workspaceId: WorkspaceId, id: string): Promise<boolean> {
    const deleted = await this.database.write('DELETE FROM webhooks WHERE workspace_id = $1 AND id = $2 RETURNING id', [
      workspaceId,
      id,
    ]);
    return deleted.length > 0;
  }

  /** Replaces the secret; the one before signs too for `hours`. Idempotent. */
  async rotate(
    workspaceId: WorkspaceId,
    id: string,
    secret: string,
    hours: number,
  ): Promise<WebhookEntity | undefined> {
    const [webhook] = await this.database.idempotentWrite<WebhookEntity>(
      `UPDATE webhooks SET secret = $3::text, updated_at = now(),
         previous_secret = CASE WHEN secret = $3::text THEN previous_secret ELSE secret END,
         previous_secret_until = now() + make_interval(hours => $4)
       WHERE workspace_id = $1 AND id = $2 RETURNING ${table.columns}`,
      [workspaceId, id, secret, hours],
    );
    return webhook;
  }

  /** The webhook, if something may be sent to it now, with the secrets to sign with. */
  async findActive(workspaceId: string, id: string): Promise<ActiveWebhook | undefined> {
    const [webhook] = await this.database.read<ActiveWebhook>(
      `SELECT ${table.columns}, array_remove(
         ARRAY[secret, CASE WHEN previous_secret_until > now() THEN previous_secret END], NULL) AS secrets
       FROM webhooks WHERE workspace_id = $1 AND id = $2 AND enabled AND (retry_at IS NULL OR retry_at <= now())`,
      [workspaceId, id],
    );
    return webhook;
  }

  /** Webhooks of all workspaces for which something is due. */
  findDue(): Promise<{ workspaceId: string; id: string }[]> {
    return this.database.read(
      `SELECT workspace_id AS "workspaceId", id FROM webhooks
       WHERE enabled AND (retry_at IS NULL OR retry_at <= now()) AND EXISTS (
         SELECT FROM webhook_deliveries delivery
         WHERE delivery.workspace_id = webhooks.workspace_id AND delivery.webhook_id = webhooks.id
           AND delivery.state = 'pending' AND delivery.next_attempt_at <= now())`,
    );
  }

  /** Notes that a delivery succeeded. */
  async noteSuccess(workspaceId: string, id: string): Promise<void> {
    await this.database.idempotentWrite(
      `UPDATE webhooks SET failures = 0, retry_at = NULL, last_success_at = now() WHERE workspace_id = $1 AND id = $2`,
      [workspaceId, id],
    );
  }

  /** Notes that a round of deliveries failed, after which nothing is sent for `pauseSeconds`. */
  async noteFailure(workspaceId: string, id: string, pauseSeconds: number): Promise<void> {
    await this.database.write(
      `UPDATE webhooks SET failures = failures + 1, retry_at = now() + make_interval(secs => $3)
       WHERE workspace_id = $1 AND id = $2`,
      [workspaceId, id, pauseSeconds],
    );
  }

  /** @returns whether it was on until now */
  async switchOff(workspaceId: string, id: string, reason: string): Promise<boolean> {
    const changed = await this.database.idempotentWrite(
      `UPDATE webhooks SET enabled = false, disabled_reason = $3, updated_at = now()
       WHERE workspace_id = $1 AND id = $2 AND enabled RETURNING id`,
      [workspaceId, id, reason],
    );
    return changed.length > 0;
  }
}
