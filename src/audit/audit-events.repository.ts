import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { EntityTable } from '../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { AuditEventEntity } from './audit-event.entity.js';

export type NewAuditEvent = Omit<AuditEventEntity, 'workspaceId' | 'createdAt'>;

const table = new EntityTable(AuditEventEntity);

@Injectable()
export class AuditEventsRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  async insert(workspace: WorkspaceId, event: NewAuditEvent): Promise<void> {
    const { sql, values } = table.insertion({ workspaceId: workspace, ...event });
    await this.database.write(`INSERT INTO audit_events ${sql}`, values);
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

  /**
   * One page of a workspace's events, newest first: all of them, or those of one action.
   * @throws ValidationError if the cursor belongs to another list
   */
  list(workspace: WorkspaceId, action: string | undefined, page: PageRequest): Promise<Page<AuditEventEntity>> {
    return this.pagination.newestFirst(table, { workspaceId: workspace, action }, page);
  }
}
