import type { Query } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { newId } from '../../ids/new-id.js';
import type { LeadOutcome } from '../lead-outcome.js';
import { leadFrom } from '../lead-rows.js';

/** How a lead ended, or that an outcome is taken back. */
export interface NewOutcome {
  outcome: LeadOutcome | null;
  /** When it ended; if not given, when the same was said before, else now. */
  at: string | null;
  /** In USD, with whole cents. */
  valueUsd: string | null;
  reason: string | null;
}

export type OutcomeOfLead = NewOutcome & { leadId: string };

/** What becomes of a worth and a reason that are not given, where the same outcome is known: they stay, or are cleared. */
export type NotGiven = 'stay' | 'cleared';

const STATE = 'lead.outcome, lead.outcome_at, lead.outcome_value_usd, lead.outcome_reason';
const NEXT = 'next.outcome, next.at, next.value_usd, next.reason';
const isSame = 'wanted.outcome = lead.outcome';

/** The leads whose outcome changes, and what it is then. The newest outcome stands on the lead, too. */
const CHANGES = `
  SELECT wanted.id AS said_id, lead.id, lead.company_name, ${NEXT}
  FROM unnest($2::uuid[], $3::uuid[], $4::varchar[], $5::timestamptz[], $6::numeric[], $7::varchar[])
    AS wanted (id, lead_id, outcome, at, value_usd, reason)
  CROSS JOIN LATERAL (${leadFrom(
    'workspace_id, id, company_name, outcome, outcome_at, outcome_value_usd, outcome_reason',
    'wanted.lead_id',
  )}) AS lead
  CROSS JOIN LATERAL (
    SELECT wanted.outcome,
      CASE WHEN wanted.outcome IS NOT NULL
        THEN COALESCE(wanted.at, CASE WHEN ${isSame} THEN lead.outcome_at END, clock_timestamp()) END::timestamptz(3) AS at,
      COALESCE(wanted.value_usd, CASE WHEN $8 AND ${isSame} THEN lead.outcome_value_usd END)::numeric(14, 2) AS value_usd,
      COALESCE(wanted.reason, CASE WHEN $8 AND ${isSame} THEN lead.outcome_reason END) AS reason
  ) AS next
  WHERE lead.workspace_id = $1 AND lead.id = wanted.lead_id AND (${STATE}) IS DISTINCT FROM (${NEXT})`;

/**
 * Records how leads ended, which are locked, each named once; those of which the same is known stay as they are.
 * @returns the ids of the others
 */
export async function recordOutcomes(
  query: Query,
  workspace: WorkspaceId,
  outcomes: readonly OutcomeOfLead[],
  notGiven: NotGiven,
): Promise<Set<string>> {
  if (outcomes.length === 0) return new Set();
  // The primary key finds each lead, whatever the planner knows of the table.
  const changed = await query<{ id: string }>(
    `WITH changes AS MATERIALIZED (${CHANGES}), said AS (
       INSERT INTO lead_outcomes (workspace_id, id, lead_id, outcome, at, value_usd, reason, created_at)
       SELECT $1, said_id, id, outcome, at, value_usd, reason, clock_timestamp() FROM changes
     )
     INSERT INTO leads (workspace_id, id, company_name, outcome, outcome_at, outcome_value_usd, outcome_reason)
     SELECT $1, id, company_name, outcome, at, value_usd, reason FROM changes
     ON CONFLICT ON CONSTRAINT pk_leads DO UPDATE SET outcome = EXCLUDED.outcome, outcome_at = EXCLUDED.outcome_at,
       outcome_value_usd = EXCLUDED.outcome_value_usd, outcome_reason = EXCLUDED.outcome_reason,
       updated_at = GREATEST(leads.created_at, clock_timestamp())
     RETURNING id`,
    parametersOf(workspace, outcomes, notGiven),
  );
  return new Set(changed.map(({ id }) => id));
}

/** The ids of the leads whose outcome `recordOutcomes` would change. */
export async function findChangedOutcomes(
  query: Query,
  workspace: WorkspaceId,
  outcomes: readonly OutcomeOfLead[],
  notGiven: NotGiven,
): Promise<Set<string>> {
  if (outcomes.length === 0) return new Set();
  const changed = await query<{ id: string }>(CHANGES, parametersOf(workspace, outcomes, notGiven));
  return new Set(changed.map(({ id }) => id));
}

function parametersOf(workspace: WorkspaceId, outcomes: readonly OutcomeOfLead[], notGiven: NotGiven): unknown[] {
  return [
    workspace,
    outcomes.map(() => newId()),
    outcomes.map(({ leadId }) => leadId),
    outcomes.map(({ outcome }) => outcome),
    outcomes.map(({ at }) => at),
    outcomes.map(({ valueUsd }) => valueUsd),
    outcomes.map(({ reason }) => reason),
    notGiven === 'stay',
  ];
}
