import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { LeadFacts, LeadFactsDocument } from '../../leads/lead-facts.js';
import { fromWire } from '../../validation/wire.js';

const MOST = 50;

/** What a model counted when it scored a lead. */
export interface EarlierScore {
  facts: LeadFacts;
  promptTokens: number;
  completionTokens: number;
  latencyMs: number;
}

@Injectable()
export class EarlierScores {
  constructor(private readonly database: Database) {}

  /** Of some leads that models scored. */
  async latest(workspace: WorkspaceId): Promise<EarlierScore[]> {
    const rows = await this.database.read<Omit<EarlierScore, 'facts'> & { facts: LeadFactsDocument }>(
      `SELECT score.facts, score.prompt_tokens AS "promptTokens", score.completion_tokens AS "completionTokens",
         score.latency_ms AS "latencyMs"
       FROM (
         SELECT id FROM leads
         WHERE workspace_id = $1 AND qualification_method = 'llm' AND COALESCE(qualification_score, -1) >= 0
         ORDER BY COALESCE(qualification_score, -1) DESC, id DESC LIMIT ${MOST}
       ) AS lead
       CROSS JOIN LATERAL (
         SELECT * FROM qualifications
         WHERE workspace_id = $1 AND lead_id = lead.id ORDER BY created_at DESC, id DESC LIMIT 1
       ) AS score
       WHERE score.facts IS NOT NULL AND score.prompt_tokens IS NOT NULL AND score.attempts = 1`,
      [workspace],
    );
    return rows.map((row) => ({ ...row, facts: fromWire(row.facts) }));
  }
}
