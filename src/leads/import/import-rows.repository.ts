import { Injectable } from '@nestjs/common';
import { DatabasePoolExhaustedError } from '../../database/database.errors.js';
import { Database } from '../../database/database.service.js';
import { storableJson } from '../../database/storable-json.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { FairSemaphore } from '../../resilience/fair-semaphore.js';
import type { StagedRow } from './columns/row-checker.js';
import type { ImportEntity } from './import.entity.js';
import type { ImportRowEntity } from './import-row.entity.js';

/** Rows that one statement deletes. */
const DELETED_AT_ONCE = 5_000;
/** Of all imports so many store rows at the same time, so that connections are left for others. */
const STAGED_AT_ONCE = 3;
/** Longest wait to store rows, in ms: an upload is not read meanwhile. */
const STAGE_WAIT_MS = 60_000;
/** The greatest integer of PostgreSQL. */
const LAST_LINE = 2_147_483_647;

/** How far a file has come. */
export type ReceivedCounts = Pick<ImportEntity, 'bytes' | 'readCount' | 'rejectedCount'>;
export type RefusedRow = Pick<ImportRowEntity, 'line' | 'cells' | 'problem'>;

/** The rows of files that wait to be merged, and those that are refused. */
@Injectable()
export class ImportRowsRepository {
  private readonly staging = new FairSemaphore(STAGED_AT_ONCE);

  constructor(private readonly database: Database) {}

  /**
   * Stores rows together with the counts of the import; may be repeated.
   * @returns whether the import is still being received
   * @throws DatabasePoolExhaustedError while too many others are stored
   */
  async stage(workspace: WorkspaceId, importId: string, rows: StagedRow[], counts: ReceivedCounts): Promise<boolean> {
    const release = await this.staging.acquire(workspace, STAGE_WAIT_MS);
    if (release === undefined) throw new DatabasePoolExhaustedError();
    try {
      return await this.insert(workspace, importId, rows, counts);
    } finally {
      release();
    }
  }

  private async insert(
    workspace: WorkspaceId,
    importId: string,
    rows: StagedRow[],
    counts: ReceivedCounts,
  ): Promise<boolean> {
    const { bytes, readCount, rejectedCount } = counts;
    const found = await this.database.idempotentWrite(
      `WITH import AS (
         UPDATE imports SET bytes = $4, read_count = $5, rejected_count = $6, revision = revision + 1, updated_at = now()
         WHERE workspace_id = $1 AND id = $2 AND state = 'receiving'
         RETURNING id
       ), staged AS (
         INSERT INTO import_rows (workspace_id, import_id, line, lead_id, own_id, fields, problem, cells)
         SELECT $1, import.id, row.line, row."leadId", row."ownId", row.fields, row.problem, row.cells
         FROM import CROSS JOIN json_to_recordset($3::json)
           AS row (line integer, "leadId" uuid, "ownId" uuid, fields json, problem jsonb, cells json)
         ON CONFLICT DO NOTHING
       )
       SELECT id FROM import`,
      [workspace, importId, storableJson(rows), bytes, readCount, rejectedCount],
    );
    return found.length > 0;
  }

  /** The first rows that are not refused. */
  async preview(
    workspace: WorkspaceId,
    importId: string,
    limit: number,
  ): Promise<Pick<ImportRowEntity, 'line' | 'fields'>[]> {
    return this.database.read(
      `SELECT line, fields FROM import_rows
       WHERE workspace_id = $1 AND import_id = $2 AND problem IS NULL ORDER BY line LIMIT $3`,
      [workspace, importId, limit],
    );
  }

  /** Refused rows behind a line, in their order. */
  refused(workspace: WorkspaceId, importId: string, afterLine: number, limit: number): Promise<RefusedRow[]> {
    return this.database.read<RefusedRow>(
      `SELECT line, cells, problem FROM import_rows
       WHERE workspace_id = $1 AND import_id = $2 AND line > $3 AND problem IS NOT NULL ORDER BY line LIMIT $4`,
      [workspace, importId, afterLine, limit],
    );
  }

  /** Deletes rows of an import: all of them, or those that are not refused. */
  async delete(workspace: WorkspaceId, importId: string, which: 'all' | 'accepted'): Promise<void> {
    const condition = which === 'all' ? '' : 'AND problem IS NULL';
    for (let count = DELETED_AT_ONCE; count === DELETED_AT_ONCE;) {
      const [deleted] = await this.database.idempotentWrite<{ count: number }>(
        `WITH deleted AS (
           DELETE FROM import_rows
           WHERE workspace_id = $1 AND import_id = $2 ${condition} AND line <= COALESCE((
             SELECT line FROM import_rows WHERE workspace_id = $1 AND import_id = $2 ${condition}
             ORDER BY line OFFSET $3 - 1 LIMIT 1
           ), ${LAST_LINE})
           RETURNING 1
         )
         SELECT count(*)::int AS count FROM deleted`,
        [workspace, importId, DELETED_AT_ONCE],
      );
      count = deleted?.count ?? 0;
    }
  }

  /** Imports that ended before some days and have such rows still. */
  findOld(days: number, which: 'all' | 'accepted'): Promise<Pick<ImportEntity, 'workspaceId' | 'id'>[]> {
    const condition = which === 'all' ? '' : 'AND row.problem IS NULL';
    return this.database.read(
      `SELECT workspace_id AS "workspaceId", id FROM imports
       WHERE ended_at < now() - make_interval(days => $1) AND EXISTS (
         SELECT FROM import_rows AS row
         WHERE row.workspace_id = imports.workspace_id AND row.import_id = imports.id ${condition})
       LIMIT 100`,
      [days],
    );
  }
}
