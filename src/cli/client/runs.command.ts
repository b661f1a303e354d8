import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEstimateResponse } from '../../qualification/runs/run-estimate.dto.js';
import type { RunResponse } from '../../qualification/runs/run.dto.js';
import { confirm } from '../confirmation.js';
import { PARTLY, runClient, type ServiceOptions } from './client-process.js';
import { filtersOf } from './filters.js';
import { startProgress } from './progress.js';
import type { ServiceClient } from './service-client.js';

const POLL_MS = 500;
const OVER = ['completed', 'cancelled', 'failed'];
const RUNS = '/qualification-runs';

export interface QualifyOptions extends ServiceOptions {
  filter?: string[];
  method?: string;
  strategy?: string;
  maxCostUsd?: string;
  requalify?: boolean;
  /** Only says what it would cost. */
  estimate?: boolean;
  yes?: boolean;
}

export type RunStep = 'pause' | 'resume' | 'cancel' | 'retry-failed';

/** Scores many leads: those with these ids, or those that match the filters, or all; ends with 3 if some could not be scored. */
export function qualify(leadIds: string[], options: QualifyOptions): Promise<void> {
  return runClient(options, async (client) => {
    const request = requestOf(leadIds, options);
    const { estimate } = await client.call<RunResponse>(RUNS, { method: 'POST', json: { ...request, dry_run: true } });
    printEstimate(estimate);
    if (options.estimate === true) return;
    if (options.yes !== true && costs(estimate)) await confirm('Start the run?');
    report(await startRun(client, request));
  });
}

/** Prints the runs, newest first, one a line. */
export function listRuns(options: ServiceOptions): Promise<void> {
  return runClient(options, async (client) => {
    const { data } = await client.call<{ data: RunResponse[] }>(RUNS);
    data.forEach(printRun);
  });
}

/** Prints one run. */
export function showRun(id: string, options: ServiceOptions): Promise<void> {
  return runClient(options, async (client) => {
    printRun(await client.call<RunResponse>(`${RUNS}/${encodeURIComponent(id)}`));
  });
}

/** Follows a run until it is over; ends with 3 if some leads could not be scored, and with 1 if it did not complete. */
export function followRun(id: string, options: ServiceOptions): Promise<void> {
  return runClient(options, async (client) => {
    report(await watchRun(client, id));
  });
}

/** Pauses, resumes or cancels a run, or has its failed leads scored again. */
export function changeRun(id: string, step: RunStep, options: ServiceOptions): Promise<void> {
  return runClient(options, async (client) => {
    printRun(await client.call<RunResponse>(`${RUNS}/${encodeURIComponent(id)}/${step}`, { method: 'POST' }));
  });
}

/** Starts a run, and follows it. */
export async function startRun(client: ServiceClient, request: object): Promise<RunResponse> {
  client.stopMessage = 'Stopped while the run was being started; "sales-agent runs list" shows whether it goes on';
  const run = await client.call<RunResponse>(RUNS, { method: 'POST', json: request });
  return run.id === null ? run : watchRun(client, run.id);
}

/** Shows how far a run is, until it is over or paused. */
async function watchRun(client: ServiceClient, id: string): Promise<RunResponse> {
  client.stopMessage = `The run goes on: "sales-agent runs watch ${id}" follows it, "sales-agent runs cancel ${id}" ends it`;
  const progress = startProgress(`Run ${id}`);
  for (;;) {
    const run = await client.call<RunResponse>(`${RUNS}/${encodeURIComponent(id)}`);
    const { total, done, failed } = run.counts;
    progress.show(total === 0 ? 1 : (done + failed) / total, `${done + failed} of ${total} leads, ${run.cost_usd} USD`);
    if (OVER.includes(String(run.state)) || run.state === 'paused') {
      progress.end(`Run ${id}: ${run.state}${run.pause_reason == null ? '' : ` (${run.pause_reason})`}`);
      return run;
    }
    await sleep(POLL_MS);
  }
}

function requestOf(leadIds: string[], { filter, method, strategy, maxCostUsd, requalify }: QualifyOptions): object {
  return {
    ...(leadIds.length > 0 ? { lead_ids: leadIds } : { filter: filtersOf(filter) }),
    method,
    strategy,
    max_cost_usd: maxCostUsd,
    requalify,
  };
}

function printEstimate({
  leads,
  prompt_tokens,
  completion_tokens,
  cost_usd,
  seconds,
  strategies,
}: RunEstimateResponse): void {
  console.log(`${leads} leads, about ${seconds} s, ${prompt_tokens + completion_tokens} tokens, ${cost_usd} USD`);
  for (const other of strategies) console.log(`  by ${other.strategy}: ${other.cost_usd} USD`);
}

function costs({ cost_usd }: RunEstimateResponse): boolean {
  return Number(cost_usd) > 0;
}

function printRun({ id, state, pause_reason, method, counts, cost_usd }: RunResponse): void {
  const reason = pause_reason === null ? '' : ` (${pause_reason})`;
  const { total, done, failed } = counts;
  console.log(
    [id, `${state}${reason}`, method, `${done} of ${total} done`, `${failed} failed`, `${cost_usd} USD`].join('\t'),
  );
}

/** Prints how a run ended, and has the process say so. */
function report(run: RunResponse): void {
  printRun(run);
  if (run.state !== 'completed') process.exitCode = 1;
  else if (run.counts.failed > 0) process.exitCode = PARTLY;
}
