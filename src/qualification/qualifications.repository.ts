import { Injectable } from '@nestjs/common';
import { ConstraintViolationError } from '../database/database.errors.js';
import { Database, type Query } from '../database/database.service.js';
import { EntityTable } from '../database/entity-table.js';
import { prepared, preparedWith } from '../database/prepared-statement.js';
import { type Page, type PageRequest, Pagination } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { LeadNotFoundError } from '../leads/lead.errors.js';
import type { LeadFactsDocument } from '../leads/lead-facts.js';
import { LeadEntity, type LeadStatus } from '../leads/lead.entity.js';
import { QualificationEntity } from './qualification.entity.js';

/** A qualification that is not stored yet. */
export type NewQualification = Omit<QualificationEntity, 'workspaceId' | 'createdAt' | 'factsFingerprint'> & {
  facts: LeadFactsDocument;
  /** Who scored, and its version: see `CurrentScoring`. */
  scorer: string;
};

/** A qualification, and its lead as it is now. */
export interface RecordedQualification {
  lead: LeadEntity;
  qualification: QualificationEntity;
}

const table = new EntityTable(QualificationEntity);
const leads = new EntityTable(LeadEntity);
const BY_ID = prepared(`SELECT ${table.columns} FROM qualifications WHERE workspace_id = $1 AND id = $2`);
const LEAD_BY_ID = prepared(`SELECT ${leads.columns} FROM leads WHERE workspace_id = $1 AND id = $2`);
const LOCK_LEAD = prepared('SELECT id FROM leads WHERE workspace_id = $1 AND id = $2 FOR UPDATE');
const insertionOf = preparedWith(
  (row) =>
    `INSERT INTO qualifications ${row}
     ON CONFLICT ON CONSTRAINT pk_qualifications DO NOTHING
     RETURNING ${table.columns}`,
);
const changeOf = preparedWith(
  (assignments) =>
    `UPDATE leads SET ${assignments}, updated_at = GREATEST(created_at, clock_timestamp())
     WHERE workspace_id = $1 AND id = $2
     RETURNING ${leads.columns}`,
);

@Injectable()
export class QualificationsRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  /**
   * Adds a qualification to the history and makes it the lead's current one, both or neither. One that exists under its id
   * stays as it is and is returned with its lead.
   * @throws LeadNotFoundError if the lead was deleted meanwhile
   */
  async record(workspace: WorkspaceId, qualification: NewQualification): Promise<RecordedQualification> {
    try {
      return await this.database.idempotentTransaction(async (query) => {
        // One qualification of a lead at a time, so that the newest of the history is also the current one.
        await query(LOCK_LEAD, [workspace, qualification.leadId]);
        const { scorer, ...row } = qualification;
        const added = await insertQualification(query, workspace, row);
        if (added !== undefined) return { lead: await makeCurrent(query, added, scorer), qualification: added };
        const recorded = await selectRecorded(query, workspace, qualification.leadId, qualification.id);
        if (recorded === undefined) throw new LeadNotFoundError(qualification.leadId);
        return recorded;
      });
    } catch (error) {
      const leadIsGone = error instanceof ConstraintViolationError && error.constraint === 'fk_qualifications_lead';
      throw leadIsGone ? new LeadNotFoundError(qualification.leadId) : error;
    }
  }

  /** A qualification of a lead, and the lead as it is; `undefined` unless both are there. */
  findRecorded(workspace: WorkspaceId, leadId: string, id: string): Promise<RecordedQualification | undefined> {
    return selectRecorded(this.database.read.bind(this.database), workspace, leadId, id);
  }

  /** Shows that a lead is being scored. */
  async begin(workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.moveTo('qualifying', '', workspace, leadId);
  }

  /** Marks a lead whose qualification failed, unless another one has succeeded meanwhile. */
  async fail(workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.moveTo('failed', `AND status <> 'qualified'`, workspace, leadId);
  }

  /** Undoes `begin`. */
  async putBack(workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.database.write(
      `UPDATE leads SET status = CASE WHEN qualification_score IS NULL THEN 'new' ELSE 'qualified' END,
         updated_at = GREATEST(created_at, clock_timestamp())
       WHERE workspace_id = $1 AND id = $2 AND status = 'qualifying'`,
      [workspace, leadId],
    );
  }

  private async moveTo(status: LeadStatus, condition: string, workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.database.write(
      `UPDATE leads SET status = $3, updated_at = GREATEST(created_at, clock_timestamp())
       WHERE workspace_id = $1 AND id = $2 ${condition}`,
      [workspace, leadId, status],
    );
  }

  /**
   * One page of a lead's qualifications, newest first.
   * @throws ValidationError if the cursor belongs to another list
   */
  list(workspace: WorkspaceId, leadId: string, page: PageRequest): Promise<Page<QualificationEntity>> {
    return this.pagination.newestFirst(table, { workspaceId: workspace, leadId }, page);
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

async function insertQualification(
  query: Query,
  workspace: WorkspaceId,
  { facts, ...qualification }: Omit<NewQualification, 'scorer'>,
): Promise<QualificationEntity | undefined> {
  // `now()` would be the time at which the transaction began to wait for the lead.
  const computed = { createdAt: 'clock_timestamp()', factsFingerprint: 'facts_fingerprint($1::jsonb)' };
  const row = table.insertion({ facts, workspaceId: workspace, ...qualification }, computed);
  const [inserted] = await query<QualificationEntity>(insertionOf(row.sql), row.values);
  return inserted;
}

async function selectById(query: Query, workspace: WorkspaceId, id: string): Promise<QualificationEntity | undefined> {
  const [qualification] = await query<QualificationEntity>(BY_ID, [workspace, id]);
  return qualification;
}

async function selectRecorded(
  query: Query,
  workspace: WorkspaceId,
  leadId: string,
  id: string,
): Promise<RecordedQualification | undefined> {
  const qualification = await selectById(query, workspace, id);
  if (qualification === undefined) return undefined;
  const [lead] = await query<LeadEntity>(LEAD_BY_ID, [workspace, leadId]);
  return lead && { lead, qualification };
}

async function makeCurrent(query: Query, qualification: QualificationEntity, scorer: string): Promise<LeadEntity> {
  const { workspaceId, leadId } = qualification;
  const changes = leads.assignments(
    {
      status: 'qualified',
      qualificationScore: qualification.score,
      qualificationTier: qualification.tier,
      winProbability: qualification.winProbability,
      qualificationReasoning: qualification.reasoning,
      qualificationFactors: qualification.factors,
      qualificationMethod: qualification.method,
      qualificationProvider: qualification.provider,
      qualificationModel: qualification.model,
      qualificationLatencyMs: qualification.latencyMs,
      profileVersion: qualification.profileVersion,
      qualificationScorer: scorer,
      // A trigger compares it with the lead's facts as they are now: they may have changed while it was scored.
      qualificationFingerprint: qualification.factsFingerprint,
      qualifiedAt: qualification.createdAt,
    },
    2,
  );
  const [lead] = await query<LeadEntity>(changeOf(changes.sql), [workspaceId, leadId, ...changes.values]);
  if (lead === undefined) throw new LeadNotFoundError(leadId);
  return lead;
}
