import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { SCORE_BASIS } from './score-state.js';

const LEAST = `SELECT min(${SCORE_BASIS}) FROM leads WHERE workspace_id = $1 AND qualification_score IS NOT NULL`;

@Injectable()
export class ScoreBasesRepository {
  constructor(private readonly database: Database) {}

  /** What the scores of a workspace rest on; one look at the index for each, however many leads there are. */
  async list(workspace: WorkspaceId): Promise<string[]> {
    const rows = await this.database.read<{ basis: string }>(
      `WITH RECURSIVE found (basis) AS (
         (${LEAST})
         UNION ALL
         SELECT (${LEAST} AND ${SCORE_BASIS} > found.basis) FROM found WHERE found.basis IS NOT NULL
       )
       SELECT basis FROM found WHERE basis IS NOT NULL`,
      [workspace],
    );
    return rows.map(({ basis }) => basis);
  }
}
