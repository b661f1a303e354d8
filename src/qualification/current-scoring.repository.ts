import { Injectable } from '@nestjs/common';
import { Database, onlyRow } from '../database/database.service.js';
import { prepared } from '../database/prepared-statement.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { ScoringMethod } from '../leads/lead-score.js';

/** What a workspace is scored by, in numbers. */
export interface ScoringVersions {
  /** The newest, or 1 if there is none yet: the first one will have it. */
  profileVersion: number;
  method: ScoringMethod;
  /** The learned model in use. */
  modelVersion: number | null;
}

const CURRENT = prepared(
  `SELECT COALESCE(profile.version, 1) AS "profileVersion", COALESCE(profile.method, 'auto') AS method,
           (SELECT version FROM scoring_models WHERE workspace_id = $1 AND status = 'active') AS "modelVersion"
         FROM (VALUES (1)) AS one
         LEFT JOIN LATERAL (
           SELECT version, definition #>> '{scoring,method}' AS method FROM scoring_profiles
           WHERE workspace_id = $1 ORDER BY version DESC LIMIT 1
         ) AS profile ON true`,
);

@Injectable()
export class CurrentScoringRepository {
  constructor(private readonly database: Database) {}

  async read(workspace: WorkspaceId): Promise<ScoringVersions> {
    return onlyRow(await this.database.read<ScoringVersions>(CURRENT, [workspace]));
  }
}
