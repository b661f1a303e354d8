import { Injectable } from '@nestjs/common';
import type { Position } from '../database/cursor.codec.js';
import { Database } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { AuditEventEntity } from './audit-event.entity.js';

export type NewAuditEvent = Omit<AuditEventEntity, 'workspaceId' | 'createdAt'>;

const COLUMNS = `
  workspace_id AS "workspaceId",
  id,
  action,
  outcome,
  error_code AS "errorCode",
  actor_key_id AS "actorKeyId",
  actor_name AS "actorName",
  target_id AS "targetId",
  address,
  request_id AS "requestId",
  created_at AS "createdAt"`;

@Injectable()
export class AuditEventsRepository {
  constructor(private readonly database: Database) {}

  async insert(workspace: WorkspaceId, event: NewAuditEvent): Promise<void> {
    const { id, action, outcome, errorCode, actorKeyId, actorName, targetId, address, requestId } = event;
    await this.database.write(
      `INSERT INTO audit_events
         (workspace_id, id, action, outcome, error_code, actor_key_id, actor_name, target_id, address, request_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [workspace, id, action, outcome, errorCode, actorKeyId, actorName, targetId, address, requestId],
    );
  }

  /** Writes down how it ended. */
  async conclude(
    workspace: WorkspaceId,
    { id, outcome, errorCode, targetId }: Pick<NewAuditEvent, 'id' | 'outcome' | 'errorCode' | 'targetId'>,
  ): Promise<void> {
    await this.database.idempotentWrite(
      `UPDATE audit_events SET outcome = $3, error_code = $4, target_id = $5 WHERE workspace_id = $1 AND id = $2`,
      [workspace, id, outcome, errorCode, targetId],
    );
  }

  /** At most `limit` events behind `after`, newest first, all or of one action. */
  async findPage(
    workspace: WorkspaceId,
    action: string | null,
    limit: number,
    after?: Position,
  ): Promise<AuditEventEntity[]> {
    const bound = after === undefined ? '' : 'AND (created_at, id) < ($4::timestamptz, $5::uuid)';
    return this.database.read<AuditEventEntity>(
      `SELECT ${COLUMNS}
       FROM audit_events
       WHERE workspace_id = $1 AND ($2::varchar IS NULL OR action = $2) ${bound}
       ORDER BY created_at DESC, id DESC
       LIMIT $3`,
      [workspace, action, limit, ...(after === undefined ? [] : [after.key, after.id])],
    );
  }
}
