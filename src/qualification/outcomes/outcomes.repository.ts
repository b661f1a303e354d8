import { Injectable } from '@nestjs/common';
import { Database, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { newId } from '../../ids/new-id.js';
import type { LockedLead } from '../../leads/lead-bulk.repository.js';
import type { LeadOutcome } from '../../leads/lead-outcome.js';
import { LeadOutcomeEntity } from './lead-outcome.entity.js';

/** How leads ended, or that an outcome is taken back. */
export interface NewOutcome {
  outcome: LeadOutcome | null;
  /** When it ended; now, if not given. */
  at: string | null;
  /** In USD, with whole cents. */
  valueUsd: string | null;
  reason: string | null;
}

const table = new EntityTable(LeadOutcomeEntity);

@Injectable()
export class OutcomesRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  /**
   * Records the outcome of one lead, unless it has the same already.
   * @returns what holds then; `undefined` if there is no such lead
   */
  recordOne(
    workspace: WorkspaceId,
    leadId: string,
    outcome: NewOutcome,
  ): Promise<LeadOutcomeEntity | null | undefined> {
    return this.database.idempotentTransaction(async (query) => {
      const leads = await query<LockedLead>(
        `SELECT id, ctid::text AS place FROM leads WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE`,
        [workspace, leadId],
      );
      if (leads.length === 0) return undefined;
      await recordOutcomes(query, workspace, leads, outcome);
      return (await newestOf(query, workspace, leadId)) ?? null;
    });
  }

  /**
   * One page of what was said about a lead, newest first.
   * @throws ValidationError if the cursor belongs to another list
   */
  list(workspace: WorkspaceId, leadId: string, page: PageRequest): Promise<Page<LeadOutcomeEntity>> {
    return this.pagination.newestFirst(table, { workspaceId: workspace, leadId }, page);
  }
}

/**
 * Records one outcome of many leads, which are locked; those that have it already stay as they are.
 * @returns how many changed
 */
export async function recordOutcomes(
  query: Query,
  workspace: WorkspaceId,
  leads: readonly LockedLead[],
  { outcome, at, valueUsd, reason }: NewOutcome,
): Promise<number> {
  const changed = await query<{ id: string; at: Date | null }>(
    `INSERT INTO lead_outcomes (workspace_id, id, lead_id, outcome, at, value_usd, reason, created_at)
     SELECT $1, wanted.id, wanted.lead_id, $4::varchar,
       CASE WHEN $4 IS NOT NULL THEN COALESCE($5::timestamptz, clock_timestamp()) END, $6::numeric, $7::varchar, clock_timestamp()
     FROM unnest($2::uuid[], $3::uuid[]) AS wanted (id, lead_id)
     LEFT JOIN LATERAL (
       SELECT outcome, at, value_usd, reason FROM lead_outcomes AS said
       WHERE said.workspace_id = $1 AND said.lead_id = wanted.lead_id
       ORDER BY created_at DESC, id DESC LIMIT 1
     ) AS newest ON true
     WHERE (newest.outcome, newest.value_usd, newest.reason) IS DISTINCT FROM ($4::varchar, $6::numeric, $7::varchar)
        OR newest.at <> $5::timestamptz
     RETURNING lead_id AS id, at`,
    [workspace, leads.map(() => newId()), leads.map(({ id }) => id), outcome, at, valueUsd, reason],
  );
  const ids = new Set(changed.map(({ id }) => id));
  if (ids.size === 0) return 0;
  const places = leads.filter(({ id }) => ids.has(id)).map(({ place }) => place);
  // By their places: PostgreSQL might read every lead of the workspace instead.
  await query(
    `UPDATE leads SET outcome = $3, outcome_at = $4, updated_at = GREATEST(created_at, clock_timestamp())
     WHERE (workspace_id = $1) IS TRUE AND ctid = ANY ($2::tid[])`,
    [workspace, places, outcome, changed[0]?.at ?? null],
  );
  return ids.size;
}

async function newestOf(query: Query, workspace: WorkspaceId, leadId: string): Promise<LeadOutcomeEntity | undefined> {
  const [newest] = await query<LeadOutcomeEntity>(
    `SELECT ${table.columns} FROM lead_outcomes WHERE workspace_id = $1 AND lead_id = $2
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    [workspace, leadId],
  );
  return newest;
}
