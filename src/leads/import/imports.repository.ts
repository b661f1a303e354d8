import { Injectable } from '@nestjs/common';
import { Database, onlyRow } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ImportEntity, type ImportState } from './import.entity.js';

const table = new EntityTable(ImportEntity);
const CHANGED = 'revision = revision + 1, updated_at = now()';
const ENDED = `ended_at = now(), ${CHANGED}`;
const NOT_DONE = ['created_count', 'updated_count', 'unchanged_count']
  .map((count) => `${count} = CASE WHEN state = 'ready' THEN 0 ELSE ${count} END`)
  .join(', ');
/** States that an import leaves by itself or by its caller. */
const OPEN: ImportState[] = ['receiving', 'ready', 'merging'];

/** What becomes known of a file while it is received. */
export type ReceivedFacts = Partial<
  Pick<
    ImportEntity,
    'format' | 'encoding' | 'separator' | 'bytes' | 'mapping' | 'fingerprint' | 'onDuplicate' | 'error'
  >
>;
/** What a merge does, or would do. */
export type ImportCounts = Pick<ImportEntity, 'createdCount' | 'updatedCount' | 'unchangedCount' | 'rejectedCount'>;

/** Imports: their states, and what is known of them. */
@Injectable()
export class ImportsRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  async insert(row: Pick<ImportEntity, 'workspaceId' | 'id' | 'fileName' | 'onDuplicate'>): Promise<ImportEntity> {
    const { sql, values } = table.insertion(row);
    return onlyRow(
      await this.database.write<ImportEntity>(`INSERT INTO imports ${sql} RETURNING ${table.columns}`, values),
    );
  }

  async find(workspace: WorkspaceId, id: string): Promise<ImportEntity | undefined> {
    const [found] = await this.database.read<ImportEntity>(
      `SELECT ${table.columns} FROM imports WHERE workspace_id = $1 AND id = $2`,
      [workspace, id],
    );
    return found;
  }

  list(workspace: WorkspaceId, page: PageRequest): Promise<Page<ImportEntity>> {
    return this.pagination.newestFirst(table, { workspaceId: workspace }, page);
  }

  /** The newest import of the same file with the same options that has not failed. */
  async findSame(workspace: WorkspaceId, fingerprint: string): Promise<ImportEntity | undefined> {
    const [found] = await this.database.read<ImportEntity>(
      `SELECT * FROM (
         SELECT ${table.columns} FROM imports
         WHERE workspace_id = $1 AND fingerprint = $2 AND state IN ('merging', 'completed') OFFSET 0
       ) AS same ORDER BY "createdAt" DESC, id DESC LIMIT 1`,
      [workspace, fingerprint],
    );
    return found;
  }

  /** Keeps an import that is received for its caller to look at; `undefined` if it was cancelled meanwhile. */
  async keep(workspace: WorkspaceId, id: string, facts: ReceivedFacts): Promise<ImportEntity | undefined> {
    const { sql, values } = table.assignments(facts, 2);
    const [kept] = await this.database.write<ImportEntity>(
      `UPDATE imports SET state = 'ready', ${sql}, ${CHANGED}
       WHERE workspace_id = $1 AND id = $2 AND state = 'receiving'
       RETURNING ${table.columns}`,
      [workspace, id, ...values],
    );
    return kept;
  }

  /** Counts of an import that is ready, by what a merge would do. */
  async count(workspace: WorkspaceId, id: string, counts: ImportCounts): Promise<ImportEntity | undefined> {
    const { sql, values } = table.assignments(counts, 2);
    const [counted] = await this.database.idempotentWrite<ImportEntity>(
      `UPDATE imports SET ${sql}, ${CHANGED} WHERE workspace_id = $1 AND id = $2 AND state = 'ready'
       RETURNING ${table.columns}`,
      [workspace, id, ...values],
    );
    return counted;
  }

  /** Ends an import that is not done; `undefined` if there is none. What one that is ready would have done, it has not. */
  async end(
    workspace: WorkspaceId,
    id: string,
    state: 'failed' | 'cancelled',
    error: ImportEntity['error'] = null,
  ): Promise<ImportEntity | undefined> {
    const [ended] = await this.database.idempotentWrite<ImportEntity>(
      `UPDATE imports SET state = $3, error = $4::jsonb, ${NOT_DONE}, ${ENDED}
       WHERE workspace_id = $1 AND id = $2 AND state = ANY ($5)
       RETURNING ${table.columns}`,
      [workspace, id, state, error === null ? null : JSON.stringify(error), OPEN],
    );
    return ended;
  }

  /** Forgets an import of which nothing is left. */
  async delete(workspace: WorkspaceId, id: string): Promise<void> {
    await this.database.idempotentWrite('DELETE FROM imports WHERE workspace_id = $1 AND id = $2', [workspace, id]);
  }

  /** Imports of all workspaces whose process has ended: none of theirs has changed for some time. */
  findAbandoned(state: 'receiving' | 'merging', seconds: number): Promise<Pick<ImportEntity, 'workspaceId' | 'id'>[]> {
    return this.database.read(
      `SELECT workspace_id AS "workspaceId", id FROM imports
       WHERE state = $1 AND state IN ('receiving', 'merging') AND updated_at < now() - make_interval(secs => $2)
       LIMIT 100`,
      [state, seconds],
    );
  }
}
