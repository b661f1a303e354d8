import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { WorkspaceEntity } from './workspace.entity.js';

const table = new EntityTable(WorkspaceEntity);

/** Every table with rows of workspaces, those that refer to others before those that are referred to. */
export const WORKSPACE_TABLES = [
  'idempotent_answers',
  'idempotency_keys',
  'qualifications',
  'leads',
  'scoring_profiles',
  'llm_calls',
  'audit_events',
  'api_keys',
] as const;
export type WorkspaceTable = (typeof WORKSPACE_TABLES)[number];

@Injectable()
export class WorkspacesRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  /** Makes a workspace; one that is there under this id already was made by the same request, which is being repeated. */
  async insert(id: string, name: string): Promise<WorkspaceEntity> {
    const [workspace] = await this.database.idempotentWrite<WorkspaceEntity>(
      `INSERT INTO workspaces (id, name) VALUES ($1, $2)
       ON CONFLICT ON CONSTRAINT pk_workspaces DO UPDATE SET name = workspaces.name
       RETURNING ${table.columns}`,
      [id, name],
    );
    if (workspace === undefined) throw new Error('INSERT ... RETURNING gave no row');
    return workspace;
  }

  async findById(id: string): Promise<WorkspaceEntity | undefined> {
    const [workspace] = await this.database.read<WorkspaceEntity>(
      `SELECT ${table.columns} FROM workspaces WHERE id = $1`,
      [id],
    );
    return workspace;
  }

  /**
   * One page of workspaces, newest first: all of them, or only the one with this id.
   * @throws ValidationError if the cursor belongs to another list
   */
  list(id: WorkspaceId | undefined, page: PageRequest): Promise<Page<WorkspaceEntity>> {
    return this.pagination.newestFirst(table, { id }, page);
  }

  async rename(id: WorkspaceId, name: string): Promise<WorkspaceEntity | undefined> {
    const [workspace] = await this.database.write<WorkspaceEntity>(
      `UPDATE workspaces SET name = $2 WHERE id = $1 RETURNING ${table.columns}`,
      [id, name],
    );
    return workspace;
  }

  /** Ends every key of a workspace, so that nothing new comes in while it is being erased. */
  async revokeKeys(workspace: WorkspaceId): Promise<void> {
    await this.database.idempotentWrite(
      'UPDATE api_keys SET revoked_at = COALESCE(revoked_at, now()) WHERE workspace_id = $1',
      [workspace],
    );
  }

  /** @returns how many rows of the table there were, at most `limit` */
  async erase(workspace: WorkspaceId, name: WorkspaceTable, limit: number): Promise<number> {
    const [erased] = await this.database.write<{ count: number }>(
      `WITH erased AS (
         DELETE FROM ${name}
         WHERE ctid = ANY (ARRAY (SELECT ctid FROM ${name} WHERE workspace_id = $1 LIMIT $2))
         RETURNING 1)
       SELECT count(*)::int AS count FROM erased`,
      [workspace, limit],
    );
    return erased?.count ?? 0;
  }

  /** Deletes the workspace itself, and by cascade whatever came in at the last moment. */
  async delete(workspace: WorkspaceId): Promise<void> {
    await this.database.idempotentWrite('DELETE FROM workspaces WHERE id = $1', [workspace]);
  }

  /** What the database still holds of a workspace, a count for each of its tables. */
  async countRows(workspace: WorkspaceId): Promise<Record<WorkspaceTable, number>> {
    const counts = WORKSPACE_TABLES.map(
      (name) => `(SELECT count(*)::int FROM ${name} WHERE workspace_id = $1) AS ${name}`,
    );
    const [row] = await this.database.read<Record<WorkspaceTable, number>>(`SELECT ${counts.join(', ')}`, [workspace]);
    if (row === undefined) throw new Error('SELECT gave no row');
    return row;
  }
}
