import { Injectable } from '@nestjs/common';
import { Database, onlyRow } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { ScoringProfile } from './scoring-profile.js';
import { ScoringProfileEntity } from './scoring-profile.entity.js';

const table = new EntityTable(ScoringProfileEntity);
const NEWEST = `SELECT ${table.columns} FROM scoring_profiles WHERE workspace_id = $1 ORDER BY version DESC LIMIT 1`;

@Injectable()
export class ScoringProfileRepository {
  constructor(private readonly database: Database) {}

  /** The newest version, if there is one yet. */
  async findCurrent(workspace: WorkspaceId): Promise<ScoringProfileEntity | undefined> {
    const [profile] = await this.database.read<ScoringProfileEntity>(NEWEST, [workspace]);
    return profile;
  }

  /** At most `limit` versions before `before`, newest first. */
  async list(workspace: WorkspaceId, limit: number, before?: number): Promise<ScoringProfileEntity[]> {
    const behind = before === undefined ? '' : 'AND version < $3';
    return this.database.read<ScoringProfileEntity>(
      `SELECT ${table.columns} FROM scoring_profiles WHERE workspace_id = $1 ${behind} ORDER BY version DESC LIMIT $2`,
      before === undefined ? [workspace, limit] : [workspace, limit, before],
    );
  }

  /** Stores a workspace's first version, unless there is one already. */
  async addFirst(workspace: WorkspaceId, definition: ScoringProfile): Promise<void> {
    await this.database.idempotentWrite(
      `INSERT INTO scoring_profiles (workspace_id, version, definition) VALUES ($1, 1, $2)
       ON CONFLICT ON CONSTRAINT pk_scoring_profiles DO NOTHING`,
      [workspace, definition],
    );
  }

  /**
   * Adds the next version; two writers at the same moment get two versions, one after the other.
   * @param define makes the next version from the one before, if there is one
   */
  async add(
    workspace: WorkspaceId,
    define: (current?: ScoringProfile) => ScoringProfile,
  ): Promise<ScoringProfileEntity> {
    return this.database.transaction(async (query) => {
      await query('SELECT id FROM workspaces WHERE id = $1 FOR UPDATE', [workspace]);
      const [current] = await query<ScoringProfileEntity>(NEWEST, [workspace]);
      return onlyRow(
        await query<ScoringProfileEntity>(
          `INSERT INTO scoring_profiles (workspace_id, version, definition)
         SELECT $1, COALESCE(MAX(version), 0) + 1, $2 FROM scoring_profiles WHERE workspace_id = $1
         RETURNING ${table.columns}`,
          [workspace, define(current?.definition)],
        ),
      );
    });
  }
}
