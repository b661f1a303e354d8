import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { EntityTable } from '../database/entity-table.js';
import { prepared, preparedWith } from '../database/prepared-statement.js';
import { type Page, type PageRequest, Pagination } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { AuditEventEntity } from './audit-event.entity.js';

export type NewAuditEvent = Omit<AuditEventEntity, 'workspaceId' | 'createdAt' | 'count' | 'lastAt' | 'refusedIn'>;

/** A call that was refused; `startedId` is its event that says it was started, if there is one. */
export type RefusedCall = Omit<NewAuditEvent, 'id' | 'outcome'> & { startedId?: string };

/** Refused calls that share an event. */
export type RefusedCalls = RefusedCall & { id: string; count: number; startedIds: string[] };

const table = new EntityTable(AuditEventEntity);
const insertionOf = preparedWith((row) => `INSERT INTO audit_events ${row}`);
const SUCCESS = prepared(
  `UPDATE audit_events SET outcome = 'succeeded', target_id = $3 WHERE workspace_id = $1 AND id = $2`,
);
/** In the order of the columns. */
const REFUSED_FIELDS = [
  ...(['id', 'action', 'errorCode', 'actorKeyId', 'actorName'] as const),
  ...(['targetId', 'address', 'requestId', 'count'] as const),
];
const REFUSED_COLUMNS = 'id, action, error_code, actor_key_id, actor_name, target_id, address, request_id, count';

@Injectable()
export class AuditEventsRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  async insert(workspace: WorkspaceId, event: NewAuditEvent): Promise<void> {
    const { sql, values } = table.insertion({ workspaceId: workspace, ...event });
    await this.database.write(insertionOf(sql), values);
  }

  /** Records that a started call succeeded. */
  async succeed(workspace: WorkspaceId, id: string, targetId: string | null): Promise<void> {
    await this.database.idempotentWrite(SUCCESS, [workspace, id, targetId]);
  }

  /**
   * Adds refused calls to the events of this minute, in place of the events that say they were started; no two of them may
   * share key, action and error.
   */
  async addRefused(workspace: WorkspaceId, calls: RefusedCalls[]): Promise<void> {
    const startedIds = calls.flatMap((call) => call.startedIds);
    await this.database.write(
      `WITH started AS (
         DELETE FROM audit_events WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) AND outcome = 'started'
       )
       INSERT INTO audit_events AS e (workspace_id, outcome, refused_in, last_at, ${REFUSED_COLUMNS})
       SELECT $1, 'refused', date_trunc('minute', now()), CASE WHEN count > 1 THEN now() END, ${REFUSED_COLUMNS}
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::uuid[], $9::text[], $10::text[], $11::int[])
         AS refused (${REFUSED_COLUMNS})
       ORDER BY actor_key_id, action, error_code
       ON CONFLICT (workspace_id, actor_key_id, action, error_code, refused_in) WHERE refused_in IS NOT NULL
       DO UPDATE SET count = e.count + EXCLUDED.count, last_at = now()`,
      [workspace, startedIds, ...REFUSED_FIELDS.map((field) => calls.map((call) => call[field]))],
    );
  }

  /**
   * Deletes, in every workspace, at most `limit` events that are older than `days`.
   * @returns how many there were
   */
  async deleteOlderThan(days: number, limit: number): Promise<number> {
    const [row] = await this.database.write<{ count: number }>(
      `WITH deleted AS (
         DELETE FROM audit_events WHERE (workspace_id, id) IN (
           SELECT workspace_id, id FROM audit_events WHERE created_at < now() - make_interval(days => $1)
           ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING 1
       ) SELECT count(*)::int AS count FROM deleted`,
      [days, limit],
    );
    return row?.count ?? 0;
  }

  /**
   * One page of a workspace's events, newest first: all of them, or those of one action.
   * @throws ValidationError if the cursor belongs to another list
   */
  list(workspace: WorkspaceId, action: string | undefined, page: PageRequest): Promise<Page<AuditEventEntity>> {
    return this.pagination.newestFirst(table, { workspaceId: workspace, action }, page);
  }
}
