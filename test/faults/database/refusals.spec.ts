import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { useFolder, createFolder, startAndFail, startService } from '../../support/service-process.js';
import { countStored, post } from '../../support/traffic.js';
import { until } from '../../support/until.js';
import { useStarted } from '../../support/use-started.js';
import { usePostgresServer } from '../../support/postgres-server.js';

const WAIT_SECONDS = 1;

const server = usePostgresServer('max_connections=24');
const folder = useFolder();

const environment = (): Record<string, string> => ({
  DATABASE_URL: server.url(),
  DB_POOL_TIMEOUT_SECONDS: String(WAIT_SECONDS),
  DB_STATEMENT_TIMEOUT_SECONDS: '1',
});

const service = useStarted(
  () => startService(folder.path, environment()),
  (started) => started.end('SIGTERM'),
);

beforeAll(() => until(isReady));

async function isReady(): Promise<boolean> {
  return (await fetch(`${service.url}/health/ready`)).ok;
}

const readLeads = () => fetch(`${service.url}/api/v1/leads?limit=1`);

/** Expects a clear 503 with Retry-After, without any detail of the cause. */
async function expectUnavailable(answer: Response, ...codes: string[]): Promise<void> {
  const body = (await answer.json()) as { error_code: string };
  expect([answer.status, codes.includes(body.error_code) ? codes : body.error_code]).toEqual([503, codes]);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(JSON.stringify(body)).not.toMatch(/postgres|127\.0\.0\.1|SELECT|INSERT|as-it-was|trigger/i);
}

async function storesAgain(): Promise<boolean> {
  return (await post(service.url, { company_name: 'Acme' })).status === 201;
}

describe('a database that is there, but', () => {
  it('blocks a statement in a transaction is an error; later writes are stored', async () => {
    const created = await post(service.url, { company_name: 'Acme' });
    const { id } = (await created.json()) as { id: string };
    const blocker = await server.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT FROM leads WHERE id = $1 FOR UPDATE', [id]);
    const held = await fetch(`${service.url}/api/v1/leads/${id}`, { method: 'DELETE' });
    expect(held.status).toBeGreaterThanOrEqual(500);
    expect(((await held.json()) as { error_code: string }).error_code).toMatch(/^DATABASE_/);
    await blocker.query('ROLLBACK');
    await blocker.end();
    const ids = Array.from({ length: 50 }, () => randomUUID());
    const answers = await Promise.all(
      ids.map((external_id) => post(service.url, { company_name: 'Acme', external_id })),
    );
    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
    expect(await countStored(server, ids)).toBe(ids.length);
  });

  it('has a lock_timeout answers 504 for a row that stays locked', async () => {
    const { id } = (await (await post(service.url, { company_name: 'Acme' })).json()) as { id: string };
    await server.query(`ALTER ROLE postgres SET lock_timeout = '50ms'`);
    await server.terminateService();
    const blocker = await server.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT FROM leads WHERE id = $1 FOR UPDATE', [id]);
    await until(isReady);
    const held = await fetch(`${service.url}/api/v1/leads/${id}`, { method: 'DELETE' });
    expect([held.status, await held.json()]).toEqual([
      504,
      expect.objectContaining({ error_code: 'DATABASE_TIMEOUT' }),
    ]);
    await blocker.query('ROLLBACK');
    await blocker.end();
    await server.query('ALTER ROLE postgres RESET lock_timeout');
    await server.terminateService();
    await until(storesAgain);
  });

  it('takes no writes, still answers reads', async () => {
    const operator = await server.connect();
    await operator.query('SET default_transaction_read_only = off');
    await operator.query('ALTER SYSTEM SET default_transaction_read_only = on');
    await operator.query('SELECT pg_reload_conf()');
    await until(async () => (await post(service.url, { company_name: 'Acme' })).status === 503);
    await expectUnavailable(
      await post(service.url, { company_name: 'Acme' }),
      'DATABASE_READ_ONLY',
      'DATABASE_CONNECTION_ERROR',
    );
    expect((await readLeads()).status).toBe(200);
    await operator.query('ALTER SYSTEM RESET default_transaction_read_only');
    await operator.query('SELECT pg_reload_conf()');
    await operator.end();
    await until(storesAgain);
  });

  it('has a full disk stores nothing and answers 503', async () => {
    await server.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`);
    await server.query('CREATE TRIGGER full_disk AFTER INSERT ON leads EXECUTE FUNCTION full_disk()');
    const external_id = randomUUID();
    const answer = await post(service.url, { company_name: 'Acme', external_id });
    expect(answer.status).toBe(503);
    expect(await countStored(server, [external_id])).toBe(0);
    expect((await readLeads()).status).toBe(200);
    await server.query('DROP TRIGGER full_disk ON leads');
    await until(storesAgain);
  });

  it('has no connection left, is waited for', async () => {
    const others = [];
    try {
      await server.terminateService();
      for (;;) others.push(await server.connect());
    } catch {
      // All are taken; those that the service got meanwhile are ended below, and taken too.
    }
    await others[0]!.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'sales-agent%'`,
    );
    while (others.length < 24) others.push(await server.connect().catch(() => server.connect()));
    await expectUnavailable(await readLeads(), 'DATABASE_POOL_EXHAUSTED');
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    for (const other of others) await other.end();
    await until(async () => (await readLeads()).status === 200);
  });

  it('has another password now, is not given up', async () => {
    const { password } = server;
    await server.query(`ALTER ROLE postgres PASSWORD 'another-one'`);
    server.password = 'another-one';
    await server.terminateService();
    await expectUnavailable(await readLeads(), 'DATABASE_CONNECTION_ERROR');
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    await server.query(`ALTER ROLE postgres PASSWORD '${password}'`);
    server.password = password;
    await until(async () => (await readLeads()).status === 200);
    await until(isReady);
  });
});

describe('a start', () => {
  it.each([
    ['a wrong password', () => server.url().replace('as-it-was-made', 'not-the-one')],
    ['a database that does not exist', () => server.url('nowhere')],
  ])(
    'with %s ends at once with the reason',
    async (_, url) => {
      const own = await createFolder();
      const { code, stderr } = await startAndFail(own.path, { DATABASE_URL: url() });
      expect(code).toBe(1);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toContain('DATABASE_URL');
      expect(stderr).not.toMatch(/not-the-one|as-it-was/);
      await own.remove();
    },
    30_000,
  );

  it('while the database is down waits for it', async () => {
    await server.stop('fast');
    const own = await createFolder();
    const early = await startService(own.path, environment());
    expect((await fetch(`${early.url}/health`)).status).toBe(200);
    expect((await fetch(`${early.url}/health/ready`)).status).toBe(503);
    await server.start();
    await until(async () => (await fetch(`${early.url}/health/ready`)).ok);
    expect(await early.end('SIGTERM')).toBe(0);
    await own.remove();
  }, 60_000);
});
