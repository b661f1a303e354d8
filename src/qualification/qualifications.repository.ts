import { Injectable } from '@nestjs/common';
import type { Position } from '../database/cursor.codec.js';
import { ConstraintViolationError } from '../database/database.errors.js';
import { Database, type Query } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { LEAD_COLUMNS } from '../leads/lead-columns.js';
import { LeadNotFoundError } from '../leads/lead.errors.js';
import type { LeadEntity, LeadStatus } from '../leads/lead.entity.js';
import type { QualificationEntity } from './qualification.entity.js';

/** A judgement before it has a time. */
export type NewQualification = Omit<QualificationEntity, 'workspaceId' | 'createdAt'>;

const QUALIFICATION_COLUMNS = `
  workspace_id AS "workspaceId",
  id,
  lead_id AS "leadId",
  score::float8 AS "score",
  tier,
  reasoning,
  factors,
  method,
  provider,
  model,
  latency_ms AS "latencyMs",
  profile_version AS "profileVersion",
  prompt_version AS "promptVersion",
  fallback_reason AS "fallbackReason",
  prompt_tokens AS "promptTokens",
  completion_tokens AS "completionTokens",
  cost_pico_usd AS "costPicoUsd",
  attempts,
  created_at AS "createdAt"`;

@Injectable()
export class QualificationsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds a judgement to the history and makes it the lead's current one, both or neither. One that is there under its id
   * already stays as it is, and is given back with its lead.
   * @throws LeadNotFoundError if the lead was deleted meanwhile
   */
  async record(
    workspace: WorkspaceId,
    judgement: NewQualification,
  ): Promise<{ lead: LeadEntity; qualification: QualificationEntity }> {
    try {
      return await this.database.idempotentTransaction(async (query) => {
        // One judgement of a lead at a time, so that the newest of the history is also the current one.
        await query('SELECT id FROM leads WHERE workspace_id = $1 AND id = $2 FOR UPDATE', [
          workspace,
          judgement.leadId,
        ]);
        const added = await insertJudgement(query, workspace, judgement);
        if (added === undefined) return readJudged(query, workspace, judgement);
        return { lead: await makeCurrent(query, added), qualification: added };
      });
    } catch (error) {
      const leadIsGone = error instanceof ConstraintViolationError && error.constraint === 'fk_qualifications_lead';
      throw leadIsGone ? new LeadNotFoundError(judgement.leadId) : error;
    }
  }

  async findById(workspace: WorkspaceId, id: string): Promise<QualificationEntity | undefined> {
    return selectById(this.database.read.bind(this.database), workspace, id);
  }

  /** Shows that a lead is being scored. */
  async begin(workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.moveTo('qualifying', '', workspace, leadId);
  }

  /** Marks a lead whose qualification failed, unless another one has succeeded meanwhile. */
  async fail(workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.moveTo('failed', `AND status <> 'qualified'`, workspace, leadId);
  }

  private async moveTo(status: LeadStatus, condition: string, workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.database.write(
      `UPDATE leads SET status = $3, updated_at = GREATEST(created_at, clock_timestamp())
       WHERE workspace_id = $1 AND id = $2 ${condition}`,
      [workspace, leadId, status],
    );
  }

  /** At most `limit` judgements of a lead behind `after`, newest first. */
  async findPage(
    workspace: WorkspaceId,
    leadId: string,
    limit: number,
    after?: Position,
  ): Promise<QualificationEntity[]> {
    const bound = after === undefined ? '' : 'AND (created_at, id) < ($4::timestamptz, $5::uuid)';
    return this.database.read<QualificationEntity>(
      `SELECT ${QUALIFICATION_COLUMNS}
       FROM qualifications
       WHERE workspace_id = $1 AND lead_id = $2 ${bound}
       ORDER BY created_at DESC, id DESC
       LIMIT $3`,
      [workspace, leadId, limit, ...(after === undefined ? [] : [after.key, after.id])],
    );
  }

  /**
   * Marks as failed, in every workspace, what has been `qualifying` for longer than any qualification takes: the
   * process that did it is gone.
   * @returns how many there were
   */
  async failAbandoned(olderThanSeconds: number): Promise<number> {
    const rows = await this.database.write(
      `UPDATE leads SET status = 'failed', updated_at = now()
       WHERE status = 'qualifying' AND updated_at < now() - make_interval(secs => $1)
       RETURNING id`,
      [olderThanSeconds],
    );
    return rows.length;
  }
}

async function insertJudgement(
  query: Query,
  workspace: WorkspaceId,
  judgement: NewQualification,
): Promise<QualificationEntity | undefined> {
  const { id, leadId, score, tier, reasoning, factors, method, provider, model, latencyMs } = judgement;
  const { profileVersion, promptVersion, fallbackReason, promptTokens, completionTokens, costPicoUsd, attempts } =
    judgement;
  const [qualification] = await query<QualificationEntity>(
    `INSERT INTO qualifications
       (workspace_id, id, lead_id, score, tier, reasoning, factors, method, provider, model, latency_ms,
        profile_version, prompt_version, fallback_reason, prompt_tokens, completion_tokens, cost_pico_usd, attempts,
        created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, clock_timestamp())
     ON CONFLICT ON CONSTRAINT pk_qualifications DO NOTHING
     RETURNING ${QUALIFICATION_COLUMNS}`,
    [
      ...[workspace, id, leadId, score, tier, reasoning, factors, method, provider, model, latencyMs],
      ...[profileVersion, promptVersion, fallbackReason, promptTokens, completionTokens, costPicoUsd, attempts],
    ],
  );
  return qualification;
}

async function selectById(query: Query, workspace: WorkspaceId, id: string): Promise<QualificationEntity | undefined> {
  const [qualification] = await query<QualificationEntity>(
    `SELECT ${QUALIFICATION_COLUMNS} FROM qualifications WHERE workspace_id = $1 AND id = $2`,
    [workspace, id],
  );
  return qualification;
}

/** A judgement that was there before, and the lead as it is now. */
async function readJudged(
  query: Query,
  workspace: WorkspaceId,
  { id, leadId }: NewQualification,
): Promise<{ lead: LeadEntity; qualification: QualificationEntity }> {
  const qualification = await selectById(query, workspace, id);
  const [lead] = await query<LeadEntity>(`SELECT ${LEAD_COLUMNS} FROM leads WHERE workspace_id = $1 AND id = $2`, [
    workspace,
    leadId,
  ]);
  if (lead === undefined || qualification === undefined) throw new LeadNotFoundError(leadId);
  return { lead, qualification };
}

async function makeCurrent(query: Query, qualification: QualificationEntity): Promise<LeadEntity> {
  const { workspaceId, leadId, score, tier, reasoning, factors, method, provider, model } = qualification;
  const [lead] = await query<LeadEntity>(
    `UPDATE leads
     SET status = 'qualified', qualification_score = $3, qualification_tier = $4, qualification_reasoning = $5,
         qualification_factors = $6, qualification_method = $7, qualification_provider = $8, qualification_model = $9,
         qualification_latency_ms = $10, qualified_at = $11, updated_at = GREATEST(created_at, clock_timestamp())
     WHERE workspace_id = $1 AND id = $2
     RETURNING ${LEAD_COLUMNS}`,
    [
      ...[workspaceId, leadId, score, tier, reasoning, factors, method, provider, model],
      ...[qualification.latencyMs, qualification.createdAt],
    ],
  );
  if (lead === undefined) throw new LeadNotFoundError(leadId);
  return lead;
}
