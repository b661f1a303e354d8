import { beforeAll, beforeEach, expect } from 'vitest';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { goodAnswer } from './provider-responses.js';
import { scoringAnswer } from './sample-lead.js';
import { resetProviderHealth, useLlmService } from './llm-service.js';
import { type TestService, useReplica } from './test-service.js';
import { until } from './until.js';

export const RUNS = '/api/v1/qualification-runs';
/** An answer that gives a score. */
export const GOOD = goodAnswer(scoringAnswer(80, 70, 60));

/** A run, as far as tests look at it. */
export interface Run {
  id: string;
  state: string;
  pause_reason: string | null;
  counts: Record<string, number>;
  cost_usd: string;
  estimate: Record<string, unknown>;
}

/** Stores `count` leads in place of all that is there, once no run goes on. */
export async function plant({ database }: TestService, count: number): Promise<void> {
  // A transaction of a run that goes on would wait for this one in a circle.
  await until(async () => {
    const active = await database.query(`SELECT id FROM qualification_runs WHERE state IN ('queued', 'running')`);
    return active.length === 0;
  });
  await database.query('TRUNCATE qualification_runs, run_items, qualifications, scoring_claims, leads CASCADE');
  await database.query(
    `INSERT INTO leads (workspace_id, id, company_name, industry, company_size, notes)
     SELECT $1, gen_random_uuid(), 'Acme ' || n, 'Software', '51-200', 'Asked for a demo.' FROM generate_series(1, $2::int) AS n`,
    [DEFAULT_WORKSPACE_ID, count],
  );
}

/** Starts a run. */
export async function start({ http }: TestService, body: object = { filter: {} }): Promise<Run> {
  const answer = await http.post(RUNS).send(body);
  expect(answer.body).toMatchObject({ counts: expect.anything() });
  expect(answer.status).toBe(202);
  return answer.body as Run;
}

/** A run as it is now. */
export async function read({ http }: TestService, { id }: Run): Promise<Run> {
  return (await http.get(`${RUNS}/${id}`)).body as Run;
}

/** A run, once it is in this state and none of its calls is under way. */
export async function inState(service: TestService, run: Run, state: string): Promise<Run> {
  let now = run;
  await until(async () => (now = await read(service, run)).state === state && now.counts.in_flight === 0);
  return now;
}

/** How many leads have scores, how many scores there are, and how many one lead has at most. */
export async function scores({ database }: TestService): Promise<{ leads: number; scores: number; most: number }> {
  const [row] = await database.query<{ leads: number; scores: number; most: number }>(
    `SELECT count(*)::int AS leads, COALESCE(sum(n), 0)::int AS scores, COALESCE(max(n), 0)::int AS most
     FROM (SELECT count(*) AS n FROM qualifications GROUP BY lead_id) AS counted`,
  );
  return row!;
}

/** A service with 120 leads and a replica, whose providers answer with scores until a test scripts something else. */
export function useLlmRuns() {
  const service = useLlmService({ RUNS_CONCURRENCY: '8', RUNS_OUTAGE_PAUSE_SECONDS: '1', RUNS_LEASE_SECONDS: '3' });
  const replica = useReplica(service, () => ({
    CEREBRAS_API_KEY: 'key-of-cerebras',
    CEREBRAS_API_BASE: `${service.cerebras.url}/v1`,
    RUNS_CONCURRENCY: '8',
    RUNS_LEASE_SECONDS: '3',
  }));
  const reset = () => {
    service.reset();
    resetProviderHealth({ ...service, app: replica.app });
  };
  const asked = () => service.runpod.requests.length + service.cerebras.requests.length;
  const script = (...responses: Parameters<typeof service.runpod.script>) => {
    service.runpod.script(...responses);
    service.cerebras.script(...responses);
  };

  beforeAll(async () => {
    await until(async () => (await fetch(`${replica.url}/health/ready`)).ok);
  });
  beforeEach(async () => {
    reset();
    script(GOOD);
    await plant(service, 120);
  });

  return { service, reset, asked, script };
}
