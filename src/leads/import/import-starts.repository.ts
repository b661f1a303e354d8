import { Injectable } from '@nestjs/common';
import { Database, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ImportEntity } from './import.entity.js';
import type { ReceivedFacts } from './imports.repository.js';

const table = new EntityTable(ImportEntity);

/** Moves imports on to their merge, together with what has them merged. */
@Injectable()
export class ImportStartsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Begins the merge of an import that is received, or was looked at before; `undefined` if it is in another state.
   * @param from the state that it is in
   * @param facts what is known by now
   * @param announce sends the job, in the same transaction
   */
  begin(
    workspace: WorkspaceId,
    id: string,
    from: 'receiving' | 'ready',
    facts: ReceivedFacts,
    announce: (query: Query) => Promise<void>,
  ): Promise<ImportEntity | undefined> {
    const { sql, values } = table.assignments(facts, 3);
    return this.database.transaction(async (query) => {
      const [started] = await query<ImportEntity>(
        `UPDATE imports SET state = 'merging', merge_started_at = now(), created_count = 0, updated_count = 0,
           unchanged_count = 0, rejected_count = (
             SELECT count(*) FROM import_rows WHERE workspace_id = $1 AND import_id = $2 AND problem IS NOT NULL
           ), revision = revision + 1, updated_at = now()${sql === '' ? '' : `, ${sql}`}
         WHERE workspace_id = $1 AND id = $2 AND state = $3 AND error IS NULL
         RETURNING ${table.columns}`,
        [workspace, id, from, ...values],
      );
      if (started !== undefined) await announce(query);
      return started;
    });
  }
}
