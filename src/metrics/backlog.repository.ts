import { Injectable } from '@nestjs/common';
import { Database, onlyRow } from '../database/database.service.js';
import { JobListRepository, type QueueCounts } from '../jobs/job-list.repository.js';

/** A run that has not ended. */
export interface OpenRun {
  id: string;
  state: string;
  total: number;
  done: number;
  failed: number;
}

/** Work of all workspaces that waits or goes on, and how much of budgets is spent. */
export interface Backlog {
  queues: readonly QueueCounts[];
  runs: readonly OpenRun[];
  imports: Record<string, number>;
  webhooks: number;
  /** The highest share of a budget that is spent in its present period; `null` without budgets. */
  budgetUsed: number | null;
}

/** Beyond this, a backlog is large; how large exactly is not worth counting. */
const MOST_COUNTED = 10_000;

/** Each part reads an index of what is open, however much has ended. */
const OPEN = `
  SELECT
    (SELECT coalesce(json_agg(run), '[]') FROM (
      SELECT id, state, total, done, failed FROM qualification_runs
      WHERE state IN ('queued', 'running', 'paused') ORDER BY created_at LIMIT ${MOST_COUNTED}
    ) AS run) AS runs,
    (SELECT coalesce(json_object_agg(state, count), '{}') FROM (
      SELECT state, count(*)::int AS count FROM imports WHERE state IN ('receiving', 'merging') GROUP BY state
    ) AS import) AS imports,
    (SELECT count(*)::int FROM (
      SELECT FROM webhook_deliveries WHERE state = 'pending' LIMIT ${MOST_COUNTED}
    ) AS delivery) AS webhooks,
    (SELECT max(period.spent_pico_usd / nullif(budget.limit_pico_usd, 0))::float8
     FROM llm_budgets AS budget JOIN llm_budget_periods AS period
       ON period.workspace_id = budget.workspace_id AND period.budget_id = budget.id
     WHERE period.starts_at <= now() AND period.ends_at > now()) AS "budgetUsed"`;

@Injectable()
export class BacklogRepository {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobListRepository,
  ) {}

  async read(): Promise<Backlog> {
    const queues = await this.jobs.counts();
    const open = onlyRow(await this.database.read<Omit<Backlog, 'queues'>>(OPEN));
    return { queues, ...open };
  }
}
