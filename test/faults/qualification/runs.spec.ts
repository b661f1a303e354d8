import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { type StopMode, usePostgresServer } from '../../support/postgres-server.js';
import { asCerebras, useProviderDouble } from '../../support/provider-double.js';
import { goodAnswer, late } from '../../support/provider-responses.js';
import { scoringAnswer } from '../../support/sample-lead.js';
import { type ServiceProcess, startService, useFolder } from '../../support/service-process.js';
import { until } from '../../support/until.js';

const RUNS = '/api/v1/qualification-runs';
const LEADS = 300;
const PARALLEL = 8;
/**
 * What a process has under way: calls, and answers that are being recorded. One that was first alone at work, or that did not
 * hear of the other for a while, has all of a run's calls.
 */
const UNDER_WAY = 2 * PARALLEL;
const LEASE_SECONDS = 3;

interface Run {
  id: string;
  state: string;
  counts: { total: number; done: number; failed: number };
}

describe('a run whose replicas and database fail', () => {
  const server = usePostgresServer();
  const folder = useFolder();
  const provider = useProviderDouble();
  let replicas: ServiceProcess[];

  const startReplica = () =>
    startService(folder.path, {
      ...{ DATABASE_URL: server.url(), LLM_DEADLINE_MS: '60000' },
      ...asCerebras(provider),
      ...{ RUNS_CONCURRENCY: String(PARALLEL), RUNS_LEASE_SECONDS: String(LEASE_SECONDS) },
    });

  const ready = ({ url }: ServiceProcess) =>
    until(async () => (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok === true, 30_000);

  const read = async ({ url }: ServiceProcess, { id }: Run) =>
    (await (await fetch(`${url}${RUNS}/${id}`)).json()) as Run;

  const start = async ({ url }: ServiceProcess) => {
    const answer = await fetch(url + RUNS, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filter: {} }),
    });
    return (await answer.json()) as Run;
  };

  const isDone = async (service: ServiceProcess, run: Run, count: number) => {
    const now = await read(service, run).catch(() => undefined);
    return now?.counts !== undefined && now.counts.done >= count;
  };

  /** Leads that have exactly one score. */
  const scoredOnce = async () => {
    const [row] = await server.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM qualifications GROUP BY lead_id HAVING count(*) = 1) AS scored`,
    );
    return row!.count;
  };

  /** Scores of which the ledger has no call. */
  const unaccounted = async () => {
    const [row] = await server.query<{ count: number }>(
      `SELECT (SELECT count(*) FROM qualifications)::int - (SELECT count(*) FROM llm_calls WHERE outcome = 'ok')::int AS count`,
    );
    return Math.max(0, row!.count);
  };

  beforeEach(async () => {
    provider.script(late(80, goodAnswer(scoringAnswer(80, 70, 60))));
    replicas = [await startReplica(), await startReplica()];
    await Promise.all(replicas.map(ready));
    await server.query(
      'TRUNCATE leads, qualifications, qualification_runs, run_items, scoring_claims, llm_calls CASCADE',
    );
    await server.query(
      `INSERT INTO leads (workspace_id, id, company_name)
       SELECT $1, gen_random_uuid(), 'Acme ' || n FROM generate_series(1, ${LEADS}) AS n`,
      [DEFAULT_WORKSPACE_ID],
    );
    return async () => {
      await Promise.all(replicas.map((replica) => replica.end('SIGKILL')));
    };
  });

  it('goes on when one of them is killed, repeats at most what it had under way, and accounts for each score before it is stored', async () => {
    const [first, second] = replicas as [ServiceProcess, ServiceProcess];
    const run = await start(first);
    await until(async () => {
      expect(await unaccounted()).toBe(0);
      return isDone(first, run, LEADS / 3);
    });
    await second.end('SIGKILL');
    await until(async () => (await read(first, run)).state === 'completed', 60_000);
    expect((await read(first, run)).counts).toMatchObject({ total: LEADS, done: LEADS, failed: 0 });
    expect(await scoredOnce()).toBe(LEADS);
    expect(await unaccounted()).toBe(0);
    expect(provider.requests.length).toBeGreaterThanOrEqual(LEADS);
    expect(provider.requests.length).toBeLessThan(LEADS + UNDER_WAY);
  }, 120_000);

  it('goes on when both are killed and one is started again', async () => {
    const [first, second] = replicas as [ServiceProcess, ServiceProcess];
    const run = await start(first);
    await until(() => isDone(first, run, LEADS / 3));
    await Promise.all([first.end('SIGKILL'), second.end('SIGKILL')]);
    const third = await startReplica();
    replicas.push(third);
    await ready(third);
    await until(async () => (await read(third, run)).state === 'completed', 60_000);
    expect(await scoredOnce()).toBe(LEADS);
    expect(await unaccounted()).toBe(0);
    expect(provider.requests.length).toBeLessThan(LEADS + 2 * UNDER_WAY);
  }, 120_000);

  it.each<[StopMode, string, number]>([
    ['fast', 'soon', 1_000],
    ['immediate', 'soon', 1_000],
    ['kill', 'soon', 1_000],
    ['kill', 'when all leases are over', (LEASE_SECONDS + 1) * 1_000],
  ])(
    'goes on when PostgreSQL stops (%s) and comes back %s; what models answered meanwhile is kept, and asked once',
    async (mode, _, awayMs) => {
      const [first] = replicas as [ServiceProcess];
      const run = await start(first);
      await until(() => isDone(first, run, LEADS / 3));
      await server.stop(mode);
      await new Promise((done) => setTimeout(done, awayMs));
      await server.start();
      await until(async () => (await read(first, run).catch(() => undefined))?.state === 'completed', 60_000);
      expect((await read(first, run)).counts).toMatchObject({ total: LEADS, done: LEADS, failed: 0 });
      expect(await scoredOnce()).toBe(LEADS);
      expect(provider.requests.length).toBe(LEADS);
    },
    120_000,
  );
});
