import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { type Auc, aucOf } from '../learning/metrics.js';

/** Newest leads that have ended and are looked at. */
const MOST = 10_000;

/** How a model ranked leads that ended after it had scored them. */
export interface LaterOutcomes {
  won: number;
  lost: number;
  /** Unless all ended alike. */
  auc: Auc | undefined;
}

@Injectable()
export class LaterOutcomesRepository {
  constructor(private readonly database: Database) {}

  /** By the first score of each lead that the model gave. */
  async read(workspace: WorkspaceId, version: number): Promise<LaterOutcomes> {
    const rows = await this.database.read<{ probability: number; isWon: boolean }>(
      `SELECT judged.win_probability AS probability, ended.outcome = 'won' AS "isWon"
       FROM (
         SELECT id, outcome, outcome_at FROM leads WHERE workspace_id = $1 AND outcome IS NOT NULL ORDER BY id DESC LIMIT ${MOST}
       ) AS ended
       CROSS JOIN LATERAL (
         SELECT win_probability FROM qualifications
         WHERE workspace_id = $1 AND lead_id = ended.id AND model = $2 AND win_probability IS NOT NULL
           AND created_at < ended.outcome_at
         ORDER BY created_at, id LIMIT 1
       ) AS judged`,
      [workspace, `learned-${version}`],
    );
    const isWon = Uint8Array.from(rows, (row) => Number(row.isWon));
    const won = isWon.reduce((sum, one) => sum + one, 0);
    const probabilities = Float64Array.from(rows, ({ probability }) => probability);
    return { won, lost: rows.length - won, auc: aucOf(probabilities, isWon) };
  }
}
