import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../support/command.js';
import { PostgresServer } from '../../support/postgres-server.js';
import { createFolder, type ServiceProcess, startService } from '../../support/service-process.js';
import { countStored, Traffic } from '../../support/traffic.js';
import { until } from '../../support/until.js';
import { freePort } from '../../support/free-port.js';

const isInstalled = spawnSync('pgbouncer', ['--version']).status === 0;
if (!isInstalled) console.warn('PgBouncer is not installed, so the service behind it is not tested');

(isInstalled ? describe : describe.skip)('PgBouncer in transaction mode', () => {
  let server: PostgresServer;
  let pooler: ChildProcess;
  let port: number;
  let home: string;
  let service: ServiceProcess;
  let folder: Awaited<ReturnType<typeof createFolder>>;

  const startPooler = () => server.spawn('pgbouncer', ['-q', join(home, 'pgbouncer.ini')]);

  beforeAll(async () => {
    server = await PostgresServer.create();
    await server.start();
    port = await freePort();
    home = await mkdtemp(join(tmpdir(), 'sales-agent-pooler-'));
    await chmod(home, 0o777);
    const { port: serverPort } = new URL(server.url());
    await writeFile(join(home, 'users.txt'), `"postgres" "${server.password}"\n`, { mode: 0o644 });
    await writeFile(
      join(home, 'pgbouncer.ini'),
      [
        '[databases]',
        `* = host=127.0.0.1 port=${serverPort}`,
        '[pgbouncer]',
        'listen_addr = 127.0.0.1',
        `listen_port = ${port}`,
        'unix_socket_dir =',
        'auth_type = scram-sha-256',
        `auth_file = ${join(home, 'users.txt')}`,
        'pool_mode = transaction',
        'default_pool_size = 5',
      ].join('\n'),
      { mode: 0o644 },
    );
    pooler = startPooler();
    folder = await createFolder();
    service = await startService(folder.path, { DATABASE_URL: server.url('postgres', port) });
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok, 30_000);
  }, 60_000);

  afterAll(async () => {
    await service.end('SIGTERM');
    pooler.kill('SIGKILL');
    await server.remove();
    await Promise.all([folder.remove(), rm(home, { recursive: true, force: true })]);
  });

  /** Waits until what is at `path` is in `state`. */
  async function stateOf(path: string, state: string): Promise<Record<string, unknown>> {
    let found: Record<string, unknown> = {};
    await until(async () => {
      found = (await (await fetch(service.url + path)).json()) as Record<string, unknown>;
      return found.state === state;
    }, 60_000);
    return found;
  }

  async function send(path: string, body: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(service.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  it('takes an import, a run over many leads, repeated requests and exports, whose jobs and cursors share connections', async () => {
    const rows = Array.from({ length: 1_500 }, (_, n) => `Pooled ${n},p${n}@pooled-${n}.example`);
    const csv = ['company_name,contact_email', ...rows].join('\n');
    const started = await send('/api/v1/imports?wait=false', csv, { 'content-type': 'text/csv' });
    expect(started.status).toBe(202);
    const imported = await stateOf(`/api/v1/imports/${String(started.body.id)}`, 'completed');
    expect(imported.counts).toMatchObject({ read: 1_500, created: 1_500, rejected: 0 });

    const repeated = { company_name: 'Repeated', external_id: 'repeated' };
    const [one, two] = await Promise.all(
      [0, 1].map(() => send('/api/v1/leads', repeated, { 'idempotency-key': 'pooled-1' })),
    );
    const statuses = [one!.status, two!.status];
    expect(statuses).toContain(201);
    expect(statuses.every((status) => [201, 409].includes(status))).toBe(true);
    const scored = await send(`/api/v1/leads/${String((one!.status === 201 ? one! : two!).body.id)}/qualify`, {});
    expect([scored.status, (scored.body as { qualification_score?: unknown }).qualification_score]).toEqual([
      200,
      expect.any(Number),
    ]);

    const run = await send('/api/v1/qualification-runs', { filter: { status: ['new'] }, method: 'rules' });
    expect(run.status).toBe(202);
    await stateOf(`/api/v1/qualification-runs/${String(run.body.id)}`, 'completed');
    const [left] = await server.query<{ left: number }>(
      `SELECT count(*)::int AS left FROM leads WHERE company_name LIKE 'Pooled %' AND qualification_score IS NULL`,
    );
    expect(left).toEqual({ left: 0 });
    const exported = await (await fetch(`${service.url}/api/v1/leads/export.csv`)).text();
    expect(exported.match(/Pooled \d+/g)).toHaveLength(1_500);
  }, 120_000);

  it('is sent no statement that stays prepared, since the next one may reach another connection of the server', async () => {
    const { id } = (await send('/api/v1/leads', { company_name: 'Unprepared' })).body;
    for (let count = 0; count < 20; count++) {
      expect((await fetch(`${service.url}/api/v1/leads/${String(id)}`)).status).toBe(200);
    }
    const clients = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const client = new pg.Client({ connectionString: server.url('postgres', port) });
        await client.connect();
        return client;
      }),
    );
    // Held open, so that each has a connection of the server to itself.
    await Promise.all(clients.map((client) => client.query('BEGIN')));
    const found = await Promise.all(clients.map((client) => client.query('SELECT name FROM pg_prepared_statements')));
    await Promise.all(clients.map((client) => client.end()));
    expect(found.flatMap(({ rows }) => rows as unknown[])).toEqual([]);
  });

  it('lets the commands through: a backup, its restore, and doctor', async () => {
    const environment = { DATABASE_URL: server.url('postgres', port) };
    expect(await runCommand(folder.path, ['backup', 'pooled.backup'], environment)).toMatchObject({
      code: 0,
      stderr: '',
    });
    await server.query('CREATE DATABASE restored');
    const target = { DATABASE_URL: server.url('restored', port) };
    expect(await runCommand(folder.path, ['restore', 'pooled.backup'], target)).toMatchObject({ code: 0, stderr: '' });
    const client = await server.connect('restored');
    const { rows } = await client.query<{ leads: number }>('SELECT count(*)::int AS leads FROM leads');
    await client.end();
    expect(rows).toEqual(await server.query('SELECT count(*)::int AS leads FROM leads'));
    const { code, stdout } = await runCommand(folder.path, ['doctor'], environment);
    expect(code).toBe(0);
    expect(stdout).toMatch(/time-outs +A pooler is in front of the server/);
  }, 120_000);

  it('is migrated through, served through, and may be restarted under load', async () => {
    const traffic = await Traffic.start(service.url);
    for (let round = 0; round < 3; round++) {
      await sleep(500);
      const ended = once(pooler, 'exit');
      pooler.kill('SIGKILL');
      await ended;
      await sleep(500);
      pooler = startPooler();
    }
    await sleep(1_000);
    const { reads, failedReads, acknowledged, oddWrites, live } = await traffic.stop();
    expect(reads).toBeGreaterThan(0);
    expect(failedReads).toEqual([]);
    expect(oddWrites).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(await countStored(server, acknowledged)).toBe(acknowledged.length);
    expect([...live]).toEqual([200]);
  }, 60_000);
});
