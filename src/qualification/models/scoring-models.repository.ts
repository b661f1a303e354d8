import { Injectable } from '@nestjs/common';
import { ConstraintViolationError } from '../../database/database.errors.js';
import { Database, onlyRow, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { FieldChoice } from '../learning/training.js';
import { TrainingInProgressError } from './scoring-model.errors.js';
import { type ModelStatus, ScoringModelEntity } from './scoring-model.entity.js';

/** What a training adds to the row that it began with. */
export type TrainedModel = Pick<ScoringModelEntity, 'status' | 'sentence' | 'won' | 'lost' | 'findings' | 'model'>;

/** The version in use and when it was trained; or else what was said of the newest version. */
export interface ModelState {
  version: number | null;
  trainedAt: Date | null;
  sentence: string | null;
}

const table = new EntityTable(ScoringModelEntity);
const summaries = new EntityTable(ScoringModelEntity, ['model']);

@Injectable()
export class ScoringModelsRepository {
  constructor(private readonly database: Database) {}

  /** All versions without their models, newest first. */
  list(workspace: WorkspaceId, limit: number): Promise<Omit<ScoringModelEntity, 'model'>[]> {
    return this.database.read(
      `SELECT ${summaries.columns} FROM scoring_models WHERE workspace_id = $1 ORDER BY version DESC LIMIT $2`,
      [workspace, limit],
    );
  }

  async find(workspace: WorkspaceId, version: number): Promise<ScoringModelEntity | undefined> {
    const [model] = await this.database.read<ScoringModelEntity>(
      `SELECT ${table.columns} FROM scoring_models WHERE workspace_id = $1 AND version = $2`,
      [workspace, version],
    );
    return model;
  }

  /** The model in use. */
  async findActive(workspace: WorkspaceId): Promise<ScoringModelEntity | undefined> {
    const [model] = await this.database.read<ScoringModelEntity>(
      `SELECT ${table.columns} FROM scoring_models WHERE workspace_id = $1 AND status = 'active'`,
      [workspace],
    );
    return model;
  }

  /** Which model is in use, or why none is; without the model itself. */
  async readState(workspace: WorkspaceId): Promise<ModelState> {
    return onlyRow(
      await this.database.read<ModelState>(
        `SELECT active.version, active.trained_at AS "trainedAt", newest.sentence
         FROM (VALUES (1)) AS one
         LEFT JOIN LATERAL (
           SELECT version, trained_at FROM scoring_models WHERE workspace_id = $1 AND status = 'active'
         ) AS active ON true
         LEFT JOIN LATERAL (
           SELECT sentence FROM scoring_models WHERE workspace_id = $1 AND active.version IS NULL
           ORDER BY version DESC LIMIT 1
         ) AS newest ON true`,
        [workspace],
      ),
    );
  }

  /**
   * Begins the next version, and does what has to be done with it, in one transaction. A choice that is not given is that of
   * the version before.
   * @throws TrainingInProgressError
   */
  async begin(
    workspace: WorkspaceId,
    choice: Partial<FieldChoice>,
    announce: (query: Query, version: number) => Promise<void>,
  ): Promise<ScoringModelEntity> {
    try {
      return await this.database.transaction(async (query) => {
        const begun = onlyRow(
          await query<ScoringModelEntity>(
            `INSERT INTO scoring_models (workspace_id, version, status, include, exclude)
             SELECT $1, COALESCE(last.version, 0) + 1, 'training', COALESCE($2::text[], last.include, '{}'),
               COALESCE($3::text[], last.exclude, '{}')
             FROM (VALUES (1)) AS one
             LEFT JOIN LATERAL (
               SELECT version, include, exclude FROM scoring_models WHERE workspace_id = $1 ORDER BY version DESC LIMIT 1
             ) AS last ON true
             RETURNING ${table.columns}`,
            [workspace, choice.include, choice.exclude],
          ),
        );
        await announce(query, begun.version);
        return begun;
      });
    } catch (error) {
      const isTraining = error instanceof ConstraintViolationError && TRAINING_RULES.includes(error.constraint);
      throw isTraining ? new TrainingInProgressError() : error;
    }
  }

  /** The trainings of all workspaces that began at least so many seconds ago. */
  listTrainings(seconds: number): Promise<Pick<ScoringModelEntity, 'workspaceId' | 'version'>[]> {
    return this.database.read(
      `SELECT workspace_id AS "workspaceId", version FROM scoring_models
       WHERE status = 'training' AND created_at <= now() - make_interval(secs => $1)`,
      [seconds],
    );
  }

  /** Ends a training that nothing works on any more. */
  async abandon(workspace: string, version: number): Promise<void> {
    await this.database.write(
      `UPDATE scoring_models SET status = 'failed', sentence = $3
       WHERE workspace_id = $1 AND version = $2 AND status = 'training'`,
      [workspace, version, ABANDONED],
    );
  }

  /**
   * Ends a training; where it has ended already, or its workspace is gone, nothing happens.
   * @param isAutomatic whether a model that is good enough is held back where a user took the last one out of use
   */
  finish(workspace: WorkspaceId, version: number, trained: TrainedModel, isAutomatic: boolean): Promise<void> {
    return this.database.idempotentTransaction(async (query) => {
      await lockModels(query, workspace);
      const found = await query(
        `SELECT FROM scoring_models WHERE workspace_id = $1 AND version = $2 AND status = 'training' FOR UPDATE`,
        [workspace, version],
      );
      if (found.length === 0) return;
      const isHeld = isAutomatic && trained.status === 'active' && (await isRetired(query, workspace));
      const ended = isHeld ? { ...trained, status: 'held' as const, sentence: `${trained.sentence} ${HELD}` } : trained;
      if (ended.status === 'active') await retireActive(query, workspace);
      const { sql, values } = table.assignments(ended, 2);
      await query(`UPDATE scoring_models SET ${sql}, trained_at = now() WHERE workspace_id = $1 AND version = $2`, [
        workspace,
        version,
        ...values,
      ]);
    });
  }

  /**
   * Gives a model another status if it has one of those.
   * @returns the model as it is then; `undefined` if there is none, or it has another status
   */
  change(
    workspace: WorkspaceId,
    version: number,
    from: readonly ModelStatus[],
    to: ModelStatus,
  ): Promise<ScoringModelEntity | undefined> {
    return this.database.transaction(async (query) => {
      await lockModels(query, workspace);
      const found = await query(
        `SELECT FROM scoring_models WHERE workspace_id = $1 AND version = $2 AND status = ANY ($3) AND model IS NOT NULL
         FOR UPDATE`,
        [workspace, version, from],
      );
      if (found.length === 0) return undefined;
      if (to === 'active') await retireActive(query, workspace);
      const [changed] = await query<ScoringModelEntity>(
        `UPDATE scoring_models SET status = $3 WHERE workspace_id = $1 AND version = $2 RETURNING ${table.columns}`,
        [workspace, version, to],
      );
      return changed;
    });
  }
}

/** Two that begin at the same moment would have the same version, or would both be in training. */
const TRAINING_RULES = ['pk_scoring_models', 'ux_scoring_models_training'];

const ABANDONED = 'The training failed at every attempt; another one can begin.';
const HELD = 'The last model was taken out of use: activate this one if that is right.';

/** One change after the other, whichever model it is about. */
async function lockModels(query: Query, workspace: WorkspaceId): Promise<void> {
  await query('SELECT FROM workspaces WHERE id = $1 FOR NO KEY UPDATE', [workspace]);
}

/** Whether a user took the last model out of use, and no other is. */
async function isRetired(query: Query, workspace: WorkspaceId): Promise<boolean> {
  const rows = await query<{ status: ModelStatus }>(
    `SELECT DISTINCT status FROM scoring_models WHERE workspace_id = $1 AND status IN ('active', 'retired')`,
    [workspace],
  );
  return rows.length === 1 && rows[0]?.status === 'retired';
}

async function retireActive(query: Query, workspace: WorkspaceId): Promise<void> {
  await query(`UPDATE scoring_models SET status = 'retired' WHERE workspace_id = $1 AND status = 'active'`, [
    workspace,
  ]);
}
