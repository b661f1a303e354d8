import { Injectable } from '@nestjs/common';
import { Database, onlyRow } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../../database/pagination.js';
import { WorkspaceTables } from '../../database/data-source.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { WorkspaceEntity } from './workspace.entity.js';

const table = new EntityTable(WorkspaceEntity);

@Injectable()
export class WorkspacesRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
    /** Their names go into SQL as they are; none comes from outside the code. */
    readonly tables: WorkspaceTables,
  ) {}

  /** Makes a workspace. Idempotent: an id that exists was made by the same request, which is being retried. */
  async insert(id: string, name: string): Promise<WorkspaceEntity> {
    return onlyRow(
      await this.database.idempotentWrite<WorkspaceEntity>(
        `INSERT INTO workspaces (id, name) VALUES ($1, $2)
       ON CONFLICT ON CONSTRAINT pk_workspaces DO UPDATE SET name = workspaces.name
       RETURNING ${table.columns}`,
        [id, name],
      ),
    );
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

  /** Revokes every key of a workspace, so that no new rows arrive while it is being erased. */
  async revokeKeys(workspace: WorkspaceId): Promise<void> {
    await this.database.idempotentWrite(
      'UPDATE api_keys SET revoked_at = COALESCE(revoked_at, now()) WHERE workspace_id = $1',
      [workspace],
    );
  }

  /** Deletes up to `limit` rows and returns how many were deleted. */
  async erase(workspace: WorkspaceId, name: string, limit: number): Promise<number> {
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

  /** Deletes the workspace itself, and by cascade rows that arrived meanwhile. */
  async delete(workspace: WorkspaceId): Promise<void> {
    await this.database.idempotentWrite('DELETE FROM workspaces WHERE id = $1', [workspace]);
  }

  /** How many rows of a workspace each table holds. */
  async countRows(workspace: WorkspaceId): Promise<Record<string, number>> {
    const counts = this.tables.names.map(
      (name) => `(SELECT count(*)::int FROM ${name} WHERE workspace_id = $1) AS ${name}`,
    );
    return onlyRow(await this.database.read<Record<string, number>>(`SELECT ${counts.join(', ')}`, [workspace]));
  }
}
