import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { readSharedLines, type SharedLines } from '../../database/shared-lines.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { QualificationSettings } from '../qualification.settings.js';

/** Rows of one batch; each has a lead's facts, of 30 KB at most. */
const AT_ONCE = 250;
const IDLE_MS = 30_000;
/** Most bytes that are learned from; of longer facts, fewer leads are. */
const MOST_BYTES = 256 * 1024 * 1024;

@Injectable()
export class TrainingDataRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: QualificationSettings,
  ) {}

  /**
   * The newest leads that ended, each as it was when it was first judged; one that never was, as it is. Nothing is parsed
   * here, so that the event loop is free in between.
   * @returns two lines of JSON for each: how it ended, and its facts
   */
  async read(workspace: WorkspaceId, signal: AbortSignal): Promise<SharedLines> {
    const cursor = await this.database.openCursor(STATEMENT, [workspace, this.settings.learningMaxOutcomes], IDLE_MS);
    return readSharedLines(cursor, { atOnce: AT_ONCE, mostBytes: MOST_BYTES }, signal);
  }
}

const STATEMENT = `
  SELECT json_build_object('won', ended.outcome = 'won', 'at', (EXTRACT(EPOCH FROM ended.outcome_at) * 1000)::bigint,
    'llm', asked.score)::text,
    COALESCE(judged.facts, lead_facts(lead))::text
  FROM (
    SELECT id, outcome, outcome_at FROM leads WHERE workspace_id = $1 AND outcome IS NOT NULL ORDER BY id DESC LIMIT $2
  ) AS ended
  JOIN leads AS lead ON lead.workspace_id = $1 AND lead.id = ended.id
  LEFT JOIN LATERAL (
    SELECT facts FROM qualifications
    WHERE workspace_id = $1 AND lead_id = ended.id AND facts IS NOT NULL
    ORDER BY created_at, id LIMIT 1
  ) AS judged ON true
  LEFT JOIN LATERAL (
    SELECT COALESCE(llm_score, score) AS score FROM qualifications
    WHERE workspace_id = $1 AND lead_id = ended.id AND (method = 'llm' OR llm_score IS NOT NULL)
    ORDER BY created_at, id LIMIT 1
  ) AS asked ON true`;
