import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.service.js';
import type { WorkspaceId } from '../../../database/workspace-id.js';
import type { ScoringProfile } from './scoring-profile.js';
import type { ScoringProfileEntity } from './scoring-profile.entity.js';

export type VersionedProfile = Omit<ScoringProfileEntity, 'workspaceId'>;

const PROFILE_COLUMNS = 'version, definition, created_at AS "createdAt"';

@Injectable()
export class ScoringProfileRepository {
  constructor(private readonly database: Database) {}

  /** The newest version; every workspace is created with its first. */
  async findCurrent(workspace: WorkspaceId): Promise<VersionedProfile> {
    const [profile] = await this.database.query<VersionedProfile>(
      `SELECT ${PROFILE_COLUMNS} FROM scoring_profiles WHERE workspace_id = $1 ORDER BY version DESC LIMIT 1`,
      [workspace],
    );
    if (profile === undefined) throw new Error('The workspace has no scoring profile');
    return profile;
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
