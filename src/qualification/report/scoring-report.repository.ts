import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { readSharedLines, type SharedLines } from '../../database/shared-lines.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { QualificationSettings } from '../qualification.settings.js';

/** Each lead is some hundred bytes. */
const LIMITS = { atOnce: 500, mostBytes: 128 * 1024 * 1024 };
const IDLE_MS = 30_000;
/** Scores of a lead that are looked at, the newest ones. */
const MOST_SCORES = 50;
/** Methods that know outcomes: what they say of a lead after its outcome was recorded proves nothing. */
const LEARNED_METHODS = ['learned', 'cascade'];

@Injectable()
export class ScoringReportRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: QualificationSettings,
  ) {}

  /** Most leads that `read` gives. */
  get limit(): number {
    return this.settings.reportMaxOutcomes;
  }

  /**
   * The leads that ended last, with the first score of each method, model and profile version.
   * @param retrospective whether scores count that were made after the outcome was recorded
   * @returns a line of JSON for each, an `EndedLead`
   */
  async read(workspace: WorkspaceId, retrospective: boolean, signal: AbortSignal): Promise<SharedLines> {
    const parameters = [workspace, this.limit, retrospective, LEARNED_METHODS];
    const cursor = await this.database.openCursor(STATEMENT, parameters, IDLE_MS);
    return readSharedLines(cursor, LIMITS, signal);
  }
}

/** A lead without a history ended when it says. A score of the time at which the outcome was recorded may have seen it. */
const STATEMENT = `
  SELECT jsonb_build_object(
    'won', ended.outcome = 'won',
    'kin', hashtextextended(lower(COALESCE(ended.contact_email, ended.company_name)), 0)::text,
    'value', said.value,
    'after', judged.scores IS NULL AND EXISTS (
      SELECT FROM qualifications WHERE workspace_id = $1 AND lead_id = ended.id
    ),
    'scores', judged.scores
  )::text
  FROM (
    SELECT id, outcome, outcome_at, contact_email, company_name FROM leads
    WHERE workspace_id = $1 AND outcome IS NOT NULL
    ORDER BY outcome_at DESC, id DESC LIMIT $2
  ) AS ended
  CROSS JOIN LATERAL (
    SELECT
      COALESCE((
        SELECT created_at FROM lead_outcomes WHERE workspace_id = $1 AND lead_id = ended.id
        ORDER BY created_at, id LIMIT 1
      ), ended.outcome_at) AS first_at,
      (
        SELECT value_usd::text FROM lead_outcomes WHERE workspace_id = $1 AND lead_id = ended.id
        ORDER BY created_at DESC, id DESC LIMIT 1
      ) AS value
  ) AS said
  CROSS JOIN LATERAL (
    SELECT jsonb_agg(to_jsonb(first) - 'created_at' ORDER BY first.created_at) AS scores
    FROM (
      SELECT DISTINCT ON (method, model, profile_version)
        method, model, profile_version, score, tier, win_probability AS probability, cost_pico_usd::text AS cost,
        created_at >= ended.outcome_at AS is_late, created_at
      FROM (
        SELECT id, method, model, profile_version, score, tier, win_probability, cost_pico_usd, created_at FROM qualifications
        WHERE workspace_id = $1 AND lead_id = ended.id
          AND (created_at < said.first_at OR ($3 AND method <> ALL ($4::text[])))
        ORDER BY created_at DESC, id DESC LIMIT ${MOST_SCORES}
      ) AS newest
      ORDER BY method, model, profile_version, created_at, id
    ) AS first
  ) AS judged`;
