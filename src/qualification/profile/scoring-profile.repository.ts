import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { ScoringProfile } from './scoring-profile.js';
import type { ScoringProfileEntity } from './scoring-profile.entity.js';

export type VersionedProfile = Omit<ScoringProfileEntity, 'workspaceId'>;

const PROFILE_COLUMNS = 'version, definition, created_at AS "createdAt"';

@Injectable()
export class ScoringProfileRepository {
  constructor(private readonly database: Database) {}

  /** The newest version, if there is one yet. */
  async findCurrent(workspace: WorkspaceId): Promise<VersionedProfile | undefined> {
    const [profile] = await this.database.read<VersionedProfile>(
      `SELECT ${PROFILE_COLUMNS} FROM scoring_profiles WHERE workspace_id = $1 ORDER BY version DESC LIMIT 1`,
      [workspace],
    );
    return profile;
  }

  /** Stores a workspace's first version, unless there is one already. */
  async addFirst(workspace: WorkspaceId, definition: ScoringProfile): Promise<void> {
    await this.database.idempotentWrite(
      `INSERT INTO scoring_profiles (workspace_id, version, definition) VALUES ($1, 1, $2)
       ON CONFLICT ON CONSTRAINT pk_scoring_profiles DO NOTHING`,
      [workspace, definition],
    );
  }

  /** Adds the next version; two writers at the same moment get two versions, one after the other. */
  async add(workspace: WorkspaceId, definition: ScoringProfile): Promise<VersionedProfile> {
    return this.database.transaction(async (query) => {
      await query('SELECT id FROM workspaces WHERE id = $1 FOR UPDATE', [workspace]);
      const [profile] = await query<VersionedProfile>(
        `INSERT INTO scoring_profiles (workspace_id, version, definition)
         SELECT $1, COALESCE(MAX(version), 0) + 1, $2 FROM scoring_profiles WHERE workspace_id = $1
         RETURNING ${PROFILE_COLUMNS}`,
        [workspace, definition],
      );
      if (profile === undefined) throw new Error('INSERT ... RETURNING gave no row');
      return profile;
    });
  }
}
