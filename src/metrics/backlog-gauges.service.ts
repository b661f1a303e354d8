import { Injectable } from '@nestjs/common';
import { withTimeout } from '../resilience/timeout.js';
import { runOutsideRequests } from '../telemetry/request-context.js';
import { gauge } from '../telemetry/metrics.js';
import { type Backlog, BacklogRepository, type OpenRun } from './backlog.repository.js';

/** How old figures of the database may be; several Prometheus servers cost no more than one. */
const FRESH_MS = 5_000;
/** How long a scrape waits for them. */
const WAIT_MS = 1_000;

const up = gauge('database_up', 'Whether the database answered the last scrape within a second.');
const jobs = gauge('jobs_waiting', 'Background jobs that wait, by queue and by why.', ['queue', 'state']);
const oldest = gauge('jobs_oldest_waiting_seconds', 'How long the oldest job that could run has waited.', ['queue']);
const runs = gauge('qualification_runs', 'Runs that have not ended, by state.', ['state']);
const items = gauge('qualification_run_items', 'Leads of those runs, by what came of them so far.', ['state']);
const stalled = gauge('qualification_run_stalled_seconds', 'Longest time that a running run has brought no result.');
const imports = gauge('imports_open', 'Imports that have not ended, by state.', ['state']);
const webhooks = gauge('webhook_deliveries_pending', 'Events that are still to be delivered; 10000 stands for more.');
const budget = gauge('llm_budget_used_ratio', 'Highest share of a budget that is spent in its present period.');

const OF_THE_DATABASE = [jobs, oldest, runs, items, stalled, imports, webhooks, budget];

/** What waits in the database, of all workspaces; every replica says the same. */
@Injectable()
export class BacklogGauges {
  private reading: Promise<void> | undefined;
  private readAt = -Infinity;
  /** Of each running run, its results and since when it has had as many. */
  private progress = new Map<string, { results: number; since: number }>();

  constructor(private readonly backlog: BacklogRepository) {}

  /** Never throws, and takes a second at most: without a database there are no figures of it. */
  async update(): Promise<void> {
    if (this.reading === undefined && performance.now() - this.readAt < FRESH_MS) return;
    this.reading ??= runOutsideRequests(() => this.read()).finally(() => {
      this.reading = undefined;
    });
    await withTimeout(this.reading, WAIT_MS, forget);
  }

  private async read(): Promise<void> {
    try {
      const backlog = await this.backlog.read();
      this.readAt = performance.now();
      this.set(backlog);
    } catch {
      forget();
    }
  }

  private set({ queues, runs: open, imports: openImports, webhooks: pending, budgetUsed }: Backlog): void {
    forget();
    up.set(1);
    for (const { name: queue, waiting, active, failed, dead, oldestSeconds } of queues) {
      for (const [state, count] of Object.entries({ waiting, active, retrying: failed, dead }))
        jobs.set({ queue, state }, count);
      oldest.set({ queue }, oldestSeconds ?? 0);
    }
    for (const state of ['queued', 'running', 'paused'])
      runs.set({ state }, open.filter((run) => run.state === state).length);
    items.set(
      { state: 'scored' },
      sumOf(open, ({ done }) => done),
    );
    items.set(
      { state: 'failed' },
      sumOf(open, ({ failed }) => failed),
    );
    items.set(
      { state: 'waiting' },
      sumOf(open, ({ total, done, failed }) => total - done - failed),
    );
    stalled.set(this.stalledSeconds(open.filter(({ state }) => state === 'running')));
    for (const state of ['receiving', 'merging']) imports.set({ state }, openImports[state] ?? 0);
    webhooks.set(pending);
    budget.set(budgetUsed ?? 0);
  }

  private stalledSeconds(running: readonly OpenRun[]): number {
    const now = performance.now();
    const progress = new Map<string, { results: number; since: number }>();
    for (const { id, done, failed } of running) {
      const known = this.progress.get(id);
      progress.set(id, known?.results === done + failed ? known : { results: done + failed, since: now });
    }
    this.progress = progress;
    return Math.max(0, ...Array.from(progress.values(), ({ since }) => (now - since) / 1_000));
  }
}

/** A figure that is not known is left out: an old one would hide that. */
function forget(): void {
  up.set(0);
  for (const family of OF_THE_DATABASE) family.reset();
}

function sumOf(open: readonly OpenRun[], figure: (run: OpenRun) => number): number {
  return open.reduce((sum, run) => sum + figure(run), 0);
}
