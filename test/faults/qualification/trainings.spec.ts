import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateLeads } from '../../support/generated-leads.js';
import { usePostgresServer } from '../../support/postgres-server.js';
import { activateModel, plantEnded } from '../../support/scoring-models.js';
import { type ServiceProcess, startService, useFolder } from '../../support/service-process.js';
import { until } from '../../support/until.js';

/** To learn from as many takes seconds. */
const OUTCOMES = 10_000;

describe('a training whose process or database is killed', () => {
  const server = usePostgresServer();
  const folder = useFolder();
  let service: ServiceProcess;

  const isReady = async () => (await fetch(`${service.url}/health/ready`).catch(() => undefined))?.ok === true;

  const start = async () => {
    service = await startService(folder.path, { DATABASE_URL: server.url() });
    await until(isReady, 30_000);
  };

  const send = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${service.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await answer.json()) as Record<string, unknown>;
  };

  /** By version; what the database says, also while no service runs. */
  const statuses = async () => {
    const rows = await server.query<{ status: string }>('SELECT status FROM scoring_models ORDER BY version');
    return rows.map(({ status }) => status);
  };

  /** The model that a lead is scored by now. */
  const modelInUse = async () => {
    const { qualification_model } = await send('/leads/qualify', { company_name: 'Acme', source: 'referral' });
    return qualification_model;
  };

  /** Begins a training, and resolves when it is under way. */
  const beginTraining = async () => {
    expect(await send('/scoring-models', {})).toMatchObject({ version: 2, status: 'training' });
    await until(async () => {
      const jobs = await server.query(
        `SELECT FROM sales_agent_jobs.job WHERE name = 'scoring-models.train' AND state = 'active'`,
      );
      return jobs.length === 1;
    });
    await sleep(700);
    expect(await statuses()).toEqual(['active', 'training']);
  };

  beforeAll(async () => {
    await start();
    await plantEnded(server, generateLeads(OUTCOMES, 1));
    await service.end('SIGKILL');
  }, 120_000);

  beforeEach(async () => {
    await server.query('DELETE FROM scoring_models; DELETE FROM sales_agent_jobs.job');
    await activateModel(server, generateLeads(1_000, 2));
    await start();
  }, 60_000);

  afterEach(async () => {
    await service.end('SIGKILL');
  });

  it('is done by the next process, and the model before scores until then', async () => {
    await beginTraining();
    await service.end('SIGKILL');
    expect(await statuses()).toEqual(['active', 'training']);
    await start();
    expect(await modelInUse()).toBe('learned-1');
    await until(async () => !(await statuses()).includes('training'), 60_000);
    expect(await statuses()).toEqual(['retired', 'active']);
  }, 120_000);

  it('is done when PostgreSQL is back', async () => {
    await beginTraining();
    await server.stop('kill');
    await sleep(1_000);
    await server.start();
    await until(isReady, 30_000);
    // The thread went on, and may be done by now.
    expect([
      ['active', 'training'],
      ['retired', 'active'],
    ]).toContainEqual(await statuses());
    expect(await modelInUse()).toMatch(/^learned-[12]$/);
    await until(async () => !(await statuses()).includes('training'), 60_000);
    expect(await statuses()).toEqual(['retired', 'active']);
  }, 120_000);

  it('that kills its process each time has failed in the end, and another one can begin', async () => {
    await beginTraining();
    await service.end('SIGKILL');
    // What pg-boss notes of the last attempt: no sign of life.
    await server.query(`UPDATE sales_agent_jobs.job SET retry_count = retry_limit WHERE name = 'scoring-models.train'`);
    await start();
    await until(async () => !(await statuses()).includes('training'), 60_000);
    expect(await statuses()).toEqual(['active', 'failed']);
    expect(await send('/scoring-models', {})).toMatchObject({ version: 3, status: 'training' });
  }, 120_000);
});
