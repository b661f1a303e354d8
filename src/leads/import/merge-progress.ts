import { onlyRow, type Query } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { ImportEntity } from './import.entity.js';

/** Which import, in statements that all name it. */
export interface ImportKey {
  workspace: WorkspaceId;
  importId: string;
}

export type MergedImport = Pick<ImportEntity, 'position' | 'onDuplicate' | 'mapping'>;

/** The import, which no other replica merges until the transaction ends; `undefined` if one does, or there is nothing to merge. */
export async function lockImport(query: Query, { workspace, importId }: ImportKey): Promise<MergedImport | undefined> {
  const [found] = await query<MergedImport>(
    `SELECT position, on_duplicate AS "onDuplicate", mapping FROM imports
     WHERE workspace_id = $1 AND id = $2 AND state = 'merging' FOR NO KEY UPDATE SKIP LOCKED`,
    [workspace, importId],
  );
  return found;
}

/** What a batch adds to an import. */
export interface BatchCounts {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

/**
 * @param position the last line that is merged
 * @returns the counts of the import by now
 */
export async function advance(
  query: Query,
  { workspace, importId }: ImportKey,
  position: number,
  isDone: boolean,
  { created, updated, unchanged, rejected }: BatchCounts,
): Promise<BatchCounts & { read: number }> {
  const rows = await query<BatchCounts & { read: number }>(
    `UPDATE imports SET position = $3, created_count = created_count + $5, updated_count = updated_count + $6,
       unchanged_count = unchanged_count + $7, rejected_count = rejected_count + $8,
       revision = revision + 1, updated_at = now(),
       state = CASE WHEN $4 THEN 'completed' ELSE state END, ended_at = CASE WHEN $4 THEN now() END
     WHERE workspace_id = $1 AND id = $2
     RETURNING read_count AS read, created_count AS created, updated_count AS updated, unchanged_count AS unchanged,
       rejected_count AS rejected`,
    [workspace, importId, position, isDone, created, updated, unchanged, rejected],
  );
  return onlyRow(rows);
}
