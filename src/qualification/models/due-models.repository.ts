import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';

/** New outcomes that are enough, as a part of those that the newest model was learned from. */
const ENOUGH_PART = 0.1;
/** With fewer outcomes, nothing can be learned. */
const LEAST_OUTCOMES = 50;
/** Workspaces of one look; the others have their turn at the next. */
const MOST = 100;

/** When a model is trained anew. */
export interface RetrainingRule {
  /** Since the newest training began. */
  hours: number;
  /** New outcomes that are enough. */
  outcomes: number;
}

@Injectable()
export class DueModelsRepository {
  constructor(private readonly database: Database) {}

  /** The workspaces whose newest training is so old, and that have so many more outcomes, that another one is due. */
  async list({ hours, outcomes }: RetrainingRule): Promise<WorkspaceId[]> {
    const rows = await this.database.read<{ id: WorkspaceId }>(
      `SELECT workspace.id FROM workspaces AS workspace
       CROSS JOIN LATERAL (
         SELECT created_at, COALESCE(won + lost, 0) AS known FROM scoring_models
         WHERE workspace_id = workspace.id ORDER BY version DESC LIMIT 1
       ) AS newest
       CROSS JOIN LATERAL (
         SELECT count(*) AS count FROM leads WHERE workspace_id = workspace.id AND outcome IS NOT NULL
       ) AS ended
       WHERE newest.created_at < now() - make_interval(hours => $1) AND ended.count >= ${LEAST_OUTCOMES}
         AND ended.count >= newest.known + LEAST($2::int, GREATEST(1, ceil(${ENOUGH_PART} * newest.known)))
       ORDER BY newest.created_at LIMIT ${MOST}`,
      [hours, outcomes],
    );
    return rows.map(({ id }) => id);
  }
}
