import { Injectable } from '@nestjs/common';
import { afterCommit, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { LeadEntity } from '../../leads/lead.entity.js';
import { QualificationEntity } from '../qualification.entity.js';
import type { NewQualification } from '../qualifications.repository.js';
import type { RunItemError } from './run-item.entity.js';
import { countItems } from './runs.metrics.js';
import { addedTo } from './run-items.repository.js';
import { type RunKey, RunsRepository } from './runs.repository.js';

/** What came of a lead: a score, or none. */
export interface ItemResult {
  position: number;
  leadId: string;
  /** Of all calls about it since it was begun; null if no model was asked. */
  costPicoUsd: string | null;
  qualification?: NewQualification;
  error?: RunItemError;
}

const STORED = [
  ...(['id', 'leadId', 'score', 'tier', 'reasoning', 'factors', 'method', 'provider', 'model', 'facts'] as const),
  ...(['latencyMs', 'profileVersion', 'promptVersion', 'fallbackReason', 'promptTokens', 'completionTokens'] as const),
  ...(['costPicoUsd', 'attempts', 'winProbability', 'llmScore'] as const),
];
const stored = new EntityTable(QualificationEntity).records(STORED);

/** A property of a lead's current score, and that of the qualification that it comes from. */
const CURRENT = {
  qualificationScore: 'score',
  qualificationTier: 'tier',
  winProbability: 'winProbability',
  qualificationReasoning: 'reasoning',
  qualificationFactors: 'factors',
  qualificationMethod: 'method',
  qualificationProvider: 'provider',
  qualificationModel: 'model',
  qualificationLatencyMs: 'latencyMs',
  profileVersion: 'profileVersion',
} as const;
const leads = new EntityTable(LeadEntity);
const qualifications = new EntityTable(QualificationEntity);
const current = Object.entries(CURRENT)
  .map(([lead, qualification]) => {
    const { name } = leads.column(lead as keyof typeof CURRENT);
    return `${name} = added.${qualifications.column(qualification).name}`;
  })
  .join(', ');

/** Records what came of leads of a run: score, lead, item and cost together, or none of them. */
@Injectable()
export class RunResultsRepository {
  constructor(private readonly runs: RunsRepository) {}

  /**
   * Results of leads whose lease was lost are dropped: another process scores those.
   */
  record(key: RunKey, leaseId: string, results: readonly ItemResult[]): Promise<void> {
    return this.runs.transaction(async (query) => {
      // Leads before items, as erasing a lead locks them.
      await lockLeads(query, key, results);
      const held = await lockItems(query, key, leaseId, results);
      const own = results.filter(({ position }) => held.has(position));
      if (own.length === 0) return;
      const costs = await closeItems(query, key, own);
      const scored = own.flatMap(({ position, qualification }) =>
        qualification === undefined ? [] : { ...qualification, costPicoUsd: costs.get(position) ?? null },
      );
      if (scored.length > 0) await storeScores(query, key, scored);
      await failLeads(query, key, own);
      await releaseClaims(query, key, own);
      await count(query, key, own);
      afterCommit(query, () => {
        countItems(own);
      });
    });
  }
}

async function lockLeads(query: Query, { workspace }: RunKey, results: readonly ItemResult[]): Promise<void> {
  await query(
    `SELECT FROM (SELECT id FROM unnest($2::uuid[]) AS w (id) ORDER BY id) AS wanted
     CROSS JOIN LATERAL (
       SELECT FROM leads WHERE workspace_id = $1 AND leads.id = wanted.id FOR NO KEY UPDATE
     ) AS lead`,
    [workspace, results.map(({ leadId }) => leadId)],
  );
}

async function lockItems(
  query: Query,
  { workspace, runId }: RunKey,
  leaseId: string,
  results: readonly ItemResult[],
): Promise<Set<number>> {
  const rows = await query<{ position: number }>(
    `SELECT wanted.position FROM (SELECT position FROM unnest($3::int[]) AS w (position) ORDER BY position) AS wanted
     CROSS JOIN LATERAL (
       SELECT FROM run_items AS item
       WHERE item.workspace_id = $1 AND item.run_id = $2 AND item.position = wanted.position
         AND item.state = 'running' AND item.lease_id = $4
       FOR UPDATE
     ) AS held`,
    [workspace, runId, results.map(({ position }) => position), leaseId],
  );
  return new Set(rows.map(({ position }) => position));
}

/** The id of a score follows from the run and the lead's place in it, so that there is never a second one. */
async function storeScores(query: Query, { workspace }: RunKey, scored: readonly NewQualification[]): Promise<void> {
  const scorers = JSON.stringify(scored.map(({ id, scorer }) => ({ id, scorer })));
  await query(
    `WITH added AS (
       INSERT INTO qualifications (workspace_id, created_at, facts_fingerprint, ${stored.columns})
       SELECT $1, clock_timestamp(), facts_fingerprint(record.facts), ${stored.fields} FROM ${stored.from('$2')}
       ON CONFLICT ON CONSTRAINT pk_qualifications DO NOTHING
       RETURNING *
     )
     UPDATE leads SET status = 'qualified', ${current}, qualification_scorer = by.scorer,
       qualification_fingerprint = added.facts_fingerprint, qualified_at = added.created_at,
       updated_at = GREATEST(leads.created_at, clock_timestamp())
     FROM added JOIN json_to_recordset($3::json) AS by (id uuid, scorer text) ON by.id = added.id
     WHERE leads.workspace_id = $1 AND leads.id = added.lead_id AND leads.id = ANY($4::uuid[])`,
    [workspace, JSON.stringify(scored), scorers, scored.map(({ leadId }) => leadId)],
  );
}

/** Returns what each item has cost in the run: with calls that gave no score, before it was put back or failed. */
async function closeItems(
  query: Query,
  { workspace, runId }: RunKey,
  results: readonly ItemResult[],
): Promise<Map<number, string | null>> {
  const closed = await query<{ position: number; cost: string | null }>(
    `UPDATE run_items AS item SET state = CASE WHEN result.error IS NULL THEN 'done' ELSE 'failed' END,
       error = result.error::jsonb, cost_pico_usd = ${addedTo('item.cost_pico_usd', 'result.cost')},
       lease_id = NULL, lease_until = NULL
     FROM unnest($3::int[], $4::text[], $5::numeric[]) AS result (position, error, cost)
     WHERE item.workspace_id = $1 AND item.run_id = $2 AND item.position = result.position
       AND item.position = ANY($3::int[])
     RETURNING item.position, item.cost_pico_usd::text AS cost`,
    [
      workspace,
      runId,
      results.map(({ position }) => position),
      results.map(({ error }) => (error === undefined ? null : JSON.stringify(error))),
      results.map(({ costPicoUsd }) => costPicoUsd),
    ],
  );
  return new Map(closed.map(({ position, cost }) => [position, cost]));
}

/** As a request that fails does, unless there is an earlier score. */
async function failLeads(query: Query, { workspace }: RunKey, results: readonly ItemResult[]): Promise<void> {
  const failed = results.filter(({ error }) => error !== undefined).map(({ leadId }) => leadId);
  if (failed.length === 0) return;
  await query(
    `UPDATE leads SET status = 'failed', updated_at = GREATEST(created_at, clock_timestamp())
     WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND qualification_score IS NULL AND status <> 'failed'`,
    [workspace, failed],
  );
}

async function releaseClaims(query: Query, { workspace }: RunKey, results: readonly ItemResult[]): Promise<void> {
  const ids = results.flatMap(({ qualification }) => qualification?.id ?? []);
  if (ids.length === 0) return;
  await query(
    `DELETE FROM scoring_claims
     WHERE workspace_id = $1 AND lead_id = ANY($2::uuid[]) AND qualification_id = ANY($3::uuid[])`,
    [workspace, results.map(({ leadId }) => leadId), ids],
  );
}

async function count(query: Query, { workspace, runId }: RunKey, results: readonly ItemResult[]): Promise<void> {
  const failed = results.filter(({ error }) => error !== undefined).length;
  const costs = results.map(({ costPicoUsd }) => costPicoUsd ?? '0');
  await query(
    `UPDATE qualification_runs SET done = done + $3, failed = failed + $4, cost_pico_usd = cost_pico_usd + added.sum,
       highest_cost_pico_usd = GREATEST(highest_cost_pico_usd, added.max),
       outages = CASE WHEN $3 > 0 THEN 0 ELSE outages END, version = version + 1
     FROM (SELECT sum(cost), max(cost) FROM unnest($5::numeric[]) AS result (cost)) AS added
     WHERE workspace_id = $1 AND id = $2`,
    [workspace, runId, results.length - failed, failed, costs],
  );
}
