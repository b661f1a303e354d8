import { Injectable } from '@nestjs/common';
import { Database, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { WebhookOutbox } from '../../webhooks/webhook-outbox.js';
import { fromPicoUsd } from '../../llm/providers/answers/price.js';
import { type PauseReason, QualificationRunEntity, type RunState } from './qualification-run.entity.js';
import type { QualificationMethod } from '../../leads/lead-score.js';
import { RunNotFoundError, RunStateError } from './run.errors.js';

/** Which run. */
export interface RunKey {
  workspace: WorkspaceId;
  runId: string;
}

/** A run, with the leads that are begun and those that wait. */
export type CountedRun = QualificationRunEntity & { inFlight: number; waiting: number };

const table = new EntityTable(QualificationRunEntity);
const FINISHED: RunState[] = ['completed', 'cancelled', 'failed'];

@Injectable()
export class RunsRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
    private readonly outbox: WebhookOutbox,
  ) {}

  /** Stores a run; one that has this id already stays as it is. */
  async insert(query: Query, run: Partial<QualificationRunEntity>): Promise<boolean> {
    const { sql, values } = table.insertion(run);
    const rows = await query(
      `INSERT INTO qualification_runs ${sql} ON CONFLICT ON CONSTRAINT pk_qualification_runs DO NOTHING RETURNING id`,
      values,
    );
    return rows.length > 0;
  }

  async setTotal(query: Query, workspace: WorkspaceId, id: string, total: number): Promise<void> {
    await query('UPDATE qualification_runs SET total = $3 WHERE workspace_id = $1 AND id = $2', [workspace, id, total]);
  }

  /** @throws RunNotFoundError */
  async get(workspace: WorkspaceId, id: string): Promise<CountedRun> {
    const [run] = await this.database.read<CountedRun>(
      `SELECT ${table.columns}, ${countOf('running')} AS "inFlight", ${countOf('waiting')} AS waiting
       FROM qualification_runs AS run WHERE workspace_id = $1 AND id = $2`,
      [workspace, id],
    );
    if (run === undefined) throw new RunNotFoundError(id);
    return run;
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async list(workspace: WorkspaceId, page: PageRequest): Promise<Page<CountedRun>> {
    const { rows, nextCursor } = await this.pagination.newestFirst(table, { workspaceId: workspace }, page);
    const active = rows.filter(({ state }) => !FINISHED.includes(state));
    const counted = new Map(
      await Promise.all(active.map(async ({ id }) => [id, await this.get(workspace, id)] as const)),
    );
    return { rows: rows.map((run) => counted.get(run.id) ?? Object.assign(run, NOTHING_OPEN)), nextCursor };
  }

  /**
   * Moves a run to another state, if it is in one of `from`.
   * @param action for the error, such as `paused`
   * @throws RunNotFoundError, RunStateError
   */
  async move(
    query: Query,
    workspace: WorkspaceId,
    id: string,
    { from, action, ...changes }: Partial<QualificationRunEntity> & { from: readonly RunState[]; action: string },
  ): Promise<void> {
    const { sql, values } = table.assignments(changes, 3);
    const [moved] = await query<QualificationRunEntity>(
      `UPDATE qualification_runs SET ${sql}, version = version + 1
       WHERE workspace_id = $1 AND id = $2 AND state = ANY($3::text[]) RETURNING ${table.columns}`,
      [workspace, id, from, ...values],
    );
    if (moved !== undefined) {
      // Who stood still before has been told of.
      if (!from.includes(moved.state)) await this.announce(query, moved);
      return;
    }
    const [run] = await query<{ state: RunState }>(
      'SELECT state FROM qualification_runs WHERE workspace_id = $1 AND id = $2',
      [workspace, id],
    );
    throw run === undefined ? new RunNotFoundError(id) : new RunStateError(id, run.state, action);
  }

  /** Stops a run that goes on, until a caller resumes it, or `resumeAfterMs` have passed. */
  async pause(workspace: WorkspaceId, id: string, reason: PauseReason, resumeAfterMs?: number): Promise<void> {
    await this.transaction(async (query) => {
      const [paused] = await query<QualificationRunEntity>(
        `UPDATE qualification_runs SET state = 'paused', pause_reason = $3::text, version = version + 1,
           resume_at = clock_timestamp() + make_interval(secs => $4::float8),
           outages = outages + CASE WHEN $3::text = 'outage' THEN 1 ELSE 0 END
         WHERE workspace_id = $1 AND id = $2 AND state IN ('queued', 'running')
         RETURNING ${table.columns}`,
        [workspace, id, reason, resumeAfterMs === undefined ? null : resumeAfterMs / 1_000],
      );
      if (paused !== undefined) await this.announce(query, paused);
    });
  }

  /** Has all replicas begin fewer calls, and none before `retryAfterMs`: a provider asks for patience. */
  async slowDown(workspace: WorkspaceId, id: string, retryAfterMs: number): Promise<void> {
    await this.database.idempotentWrite(
      `UPDATE qualification_runs SET
         slow_until = GREATEST(slow_until, clock_timestamp() + make_interval(secs => $3::float8)),
         concurrency = CASE WHEN slowed_at > clock_timestamp() - interval '1 second' THEN concurrency
           ELSE GREATEST(1, concurrency / 2) END,
         slowed_at = clock_timestamp()
       WHERE workspace_id = $1 AND id = $2`,
      [workspace, id, retryAfterMs / 1_000],
    );
  }

  /**
   * Says that a replica works on the run, and lets the concurrency rise again.
   * @param ms for how long it counts as one that does
   */
  async beat(
    workspace: WorkspaceId,
    id: string,
    { replica, ms, most }: { replica: string; ms: number; most: number },
  ): Promise<QualificationRunEntity | undefined> {
    const [run] = await this.database.idempotentWrite<QualificationRunEntity>(
      `UPDATE qualification_runs SET
         state = 'running',
         started_at = COALESCE(started_at, clock_timestamp()),
         version = version + CASE WHEN state = 'queued' THEN 1 ELSE 0 END,
         concurrency = CASE WHEN slowed_at > clock_timestamp() - interval '3 seconds' THEN concurrency
           ELSE LEAST($5::real, concurrency + $5::real / 50) END,
         replicas = (
           SELECT COALESCE(jsonb_object_agg(key, value), '{}') FROM jsonb_each(replicas) WHERE value::float8 > ${NOW_MS}
         ) || jsonb_build_object($3::text, ${NOW_MS} + $4::float8)
       WHERE workspace_id = $1 AND id = $2 AND state IN ('queued', 'running')
       RETURNING ${table.columns}`,
      [workspace, id, replica, ms, most],
    );
    return run;
  }

  /** Ends a run that has nothing left to do; `false` while another replica scores its last leads. */
  async complete(workspace: WorkspaceId, id: string): Promise<boolean> {
    return this.transaction(async (query) => {
      const [completed] = await query<QualificationRunEntity>(
        `UPDATE qualification_runs SET state = 'completed', finished_at = clock_timestamp(), version = version + 1
         WHERE workspace_id = $1 AND id = $2 AND state = 'running' AND NOT EXISTS (
           SELECT FROM run_items WHERE workspace_id = $1 AND run_id = $2 AND state IN ('waiting', 'running')
         )
         RETURNING ${table.columns}`,
        [workspace, id],
      );
      if (completed !== undefined) await this.announce(query, completed);
      return completed !== undefined;
    });
  }

  /** Adds what leads have cost that have no result yet. */
  async addCosts(query: Query, { workspace, runId }: RunKey, costsPicoUsd: readonly string[]): Promise<void> {
    await query(
      `UPDATE qualification_runs SET cost_pico_usd = cost_pico_usd + added.sum,
         highest_cost_pico_usd = GREATEST(highest_cost_pico_usd, added.max), version = version + 1
       FROM (SELECT sum(cost), max(cost) FROM unnest($3::numeric[]) AS result (cost)) AS added
       WHERE workspace_id = $1 AND id = $2`,
      [workspace, runId, costsPicoUsd],
    );
  }

  /** Locks a run for the rest of the transaction. */
  async lock(query: Query, workspace: WorkspaceId, id: string): Promise<QualificationRunEntity> {
    const [run] = await query<QualificationRunEntity>(
      `SELECT ${table.columns} FROM qualification_runs WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE`,
      [workspace, id],
    );
    if (run === undefined) throw new RunNotFoundError(id);
    return run;
  }

  /** Runs that a replica can work on, in every workspace, the oldest first; those whose pause is over go on. */
  async findActive(): Promise<(RunKey & { method: QualificationMethod })[]> {
    const runs = await this.database.read<RunKey & { method: QualificationMethod; isDue: boolean }>(
      `SELECT workspace_id AS workspace, id AS "runId", method, state = 'paused' AS "isDue" FROM qualification_runs
       WHERE state IN ('queued', 'running', 'paused') AND (state <> 'paused' OR resume_at <= clock_timestamp())
       ORDER BY created_at LIMIT 100`,
    );
    if (runs.some(({ isDue }) => isDue)) {
      await this.database.idempotentWrite(
        `UPDATE qualification_runs SET state = 'running', pause_reason = NULL, resume_at = NULL, version = version + 1
         WHERE state = 'paused' AND resume_at <= clock_timestamp()`,
      );
    }
    return runs;
  }

  /** Whether the API key that pays for a run, or one that took its place, may still be used; with the models that it may use. */
  async findKey(
    workspace: WorkspaceId,
    keyId: string,
  ): Promise<{ lineageId: string; allowedProviders: string[] | null; allowedModels: string[] | null } | undefined> {
    const [key] = await this.database.read<{
      lineageId: string;
      allowedProviders: string[] | null;
      allowedModels: string[] | null;
    }>(
      `SELECT COALESCE(k.lineage_id, k.id) AS "lineageId", k.allowed_providers AS "allowedProviders",
         k.allowed_models AS "allowedModels"
       FROM api_keys AS k
       WHERE k.workspace_id = $1 AND k.id = $2 AND EXISTS (
         SELECT FROM api_keys AS heir
         WHERE heir.workspace_id = $1 AND COALESCE(heir.lineage_id, heir.id) = COALESCE(k.lineage_id, k.id)
           AND heir.revoked_at IS NULL AND (heir.expires_at IS NULL OR heir.expires_at > now())
       )`,
      [workspace, keyId],
    );
    return key;
  }

  /** Tells webhooks of a run that stands still, in the transaction that makes it so. */
  private async announce(query: Query, run: QualificationRunEntity): Promise<void> {
    if (run.state !== 'paused' && run.state !== 'completed') return;
    const { id, state, total, done, failed } = run;
    const data = { id, state, pause_reason: run.pauseReason, counts: { total, done, failed } };
    await this.outbox.record(query, run.workspaceId, {
      type: state === 'paused' ? 'run.paused' : 'run.completed',
      subjectId: id,
      data: { ...data, cost_usd: fromPicoUsd(BigInt(run.costPicoUsd)) },
    });
  }

  /** Runs `work` in one transaction, which is repeated after a lost connection: it must be idempotent. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.database.idempotentTransaction(work);
  }
}

const NOTHING_OPEN = { inFlight: 0, waiting: 0 };
const NOW_MS = `(extract(epoch FROM clock_timestamp()) * 1000)::float8`;

function countOf(state: string): string {
  return `(SELECT count(*)::int FROM run_items AS item
    WHERE item.workspace_id = run.workspace_id AND item.run_id = run.id AND item.state = '${state}')`;
}
