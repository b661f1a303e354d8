import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useFolder, startAndFail, startService } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const HOST_FAULT =
  'HOST is no address of this machine, and no name of one; set it to one, or to 0.0.0.0 for all of them.';

describe('the start of the service', () => {
  const folder = useFolder();

  it.each([
    [{ PORT: 'hunter2' }, 'Wrong settings: PORT must be a whole number from 0 to 65535\n'],
    [
      { RUNPOD_API_KEY: 'hunter2', DATABASE_URL: 'postgresql://hunter2@127.0.0.1:1/none' },
      'Wrong settings: RUNPOD_VLLM_ENDPOINT_ID must be set for RunPod, unless RUNPOD_API_BASE is its whole URL\n',
    ],
  ])(
    'ends with one line that names the key and the rule, never the value: %j',
    async (environment, line) => {
      const { code, stdout, stderr } = await startAndFail(folder.path, environment);
      expect(code).toBe(1);
      expect(stderr).toBe(line);
      expect(stdout).not.toContain('hunter2');
    },
    30_000,
  );

  it.each([
    [{ HOST: '203.0.113.7' }, HOST_FAULT],
    [{ HOST: 'nowhere.invalid' }, HOST_FAULT],
    [{ HOST: '203.0.113.7', PORT_HEALTH: '1' }, HOST_FAULT],
    [
      { DATABASE_URL: 'postgresql://user:hunter2%zz@127.0.0.1:1/none' },
      'Wrong settings: DATABASE_URL must be a connection string like postgresql://user:password@host:5432/database, ' +
        'with % @ : / ? # in user and password written as %25 %40 %3A %2F %3F %23',
    ],
  ])(
    'ends with one line that says what to change, with %j',
    async (environment, line) => {
      const { code, stdout, stderr } = await startAndFail(folder.path, {
        DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
        REQUIRE_API_KEY: 'true',
        ...environment,
      });
      expect(code).toBe(1);
      expect(stderr).toBe(`${line}\n`);
      expect(stdout).not.toContain('hunter2');
    },
    30_000,
  );

  it.each([
    ['file', /^The data folder file cannot be used \(EEXIST: .+ of your own\.\n$/],
    ['file/below', /^The data folder file\/below cannot be used \(ENOTDIR: .+ of your own\.\n$/],
    ['foreign', /^\/.+\/foreign\/postgres is not empty, and holds no database; .+\n$/],
    [
      'without-password',
      /^PostgreSQL could not make its database in without-password; .+\/postgres\.log says why\.\n$/,
    ],
  ])(
    'ends with one line on the data folder "%s", which cannot be used, and leaves nothing half-made in it',
    async (name, line) => {
      await writeFile(join(folder.path, 'file'), '');
      await mkdir(join(folder.path, 'foreign/postgres'), { recursive: true });
      await writeFile(join(folder.path, 'foreign/postgres/notes.txt'), '');
      await mkdir(join(folder.path, 'without-password'), { recursive: true });
      await writeFile(join(folder.path, 'without-password/postgres.password'), '');
      const { code, stderr } = await startAndFail(folder.path, { DATA_DIR: name });
      expect(code).toBe(1);
      expect(stderr).toMatch(line);
      expect(await readdir(join(folder.path, 'foreign/postgres'))).toEqual(['notes.txt']);
      expect(await readdir(join(folder.path, 'without-password'))).not.toContainEqual(
        expect.stringMatching(/^postgres\.\d/),
      );
    },
    30_000,
  );

  it('ends with one line when its port is taken', async () => {
    const database = await createTestDatabase();
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as { port: number };
    const { code, stderr } = await startAndFail(folder.path, { PORT: String(port), DATABASE_URL: database.url });
    occupant.close();
    await database.drop();
    expect(code).toBe(1);
    expect(stderr).toBe('PORT is taken by another process; stop it, or set PORT to a free one.\n');
  }, 30_000);

  it('listens and is alive, but not ready, while there is no database', async () => {
    const nowhere = 'postgresql://nobody@127.0.0.1:1/none';
    const service = await startService(folder.path, { DATABASE_URL: nowhere, DB_POOL_TIMEOUT_SECONDS: '1' });
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    const ready = await fetch(`${service.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ error_code: 'SERVICE_UNAVAILABLE' });
    const read = await fetch(`${service.url}/api/v1/scoring-profile`);
    expect(read.status).toBe(503);
    expect(read.headers.get('retry-after')).toBe('2');
    expect(await read.json()).toMatchObject({ error_code: 'DATABASE_CONNECTION_ERROR' });
    expect(await service.end('SIGTERM')).toBe(0);
  }, 30_000);

  it.each([
    ['a wrong password', (url: URL) => (url.password = 'hunter2'), /must hold the password of its user/],
    ['a user that is not there', (url: URL) => (url.username = 'nobody'), /must hold the password of its user/],
    ['a database that is not there', (url: URL) => (url.pathname = '/nowhere'), /must name a database that exists/],
    [
      'a certificate that is not there',
      (url: URL) => (url.search = '?sslmode=verify-full&sslrootcert=/nowhere.pem'),
      /DATABASE_URL must name files that the service can read; it cannot read \/nowhere\.pem/,
    ],
  ])(
    'ends at once with one line on %s',
    async (_, spoil, line) => {
      const url = new URL(process.env.TEST_TEMPLATE_URL!);
      spoil(url);
      const { code, stdout, stderr } = await startAndFail(folder.path, { DATABASE_URL: url.href });
      expect(code).toBe(1);
      expect(stderr).toMatch(line);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stdout + stderr).not.toContain('hunter2');
    },
    30_000,
  );

  it('logs how many connections it may open, and how many the server allows', async () => {
    const database = await createTestDatabase();
    const start = (size: string) => startService(folder.path, { DATABASE_URL: database.url, DB_POOL_SIZE: size });
    const [modest, greedy] = await Promise.all([start('3'), start('500')]);
    await until(() => [modest, greedy].every(({ stdout }) => stdout().includes('This replica opens')));
    expect(modest.stdout()).toMatch(/"level":30,.*at most 14 connections; the server accepts \d+, enough for \d+ such/);
    expect(greedy.stdout()).toMatch(/"level":40,.*at most 511 connections; the server accepts \d+, enough for none/);
    await Promise.all([modest.end('SIGTERM'), greedy.end('SIGTERM')]);
    await database.drop();
  }, 30_000);

  it('runs no migrations with MIGRATE_ON_START=false, and becomes ready once they have run', async () => {
    const database = await createTestDatabase({ empty: true });
    const service = await startService(folder.path, {
      DATABASE_URL: database.url,
      MIGRATE_ON_START: 'false',
      DB_POOL_TIMEOUT_SECONDS: '1',
    });
    const ready = async () => fetch(`${service.url}/health/ready`);
    expect((await ready()).status).toBe(503);
    const read = await fetch(`${service.url}/api/v1/scoring-profile`);
    expect([read.status, await read.json()]).toMatchObject([
      503,
      { message: 'The database waits for migrations: run "npx sales-agent migrate run"' },
    ]);
    expect(await database.query(`SELECT to_regclass('leads') AS leads`)).toEqual([{ leads: null }]);
    const migrating = await startService(folder.path, { DATABASE_URL: database.url });
    await until(async () => (await ready()).status === 200);
    await Promise.all([service.end('SIGTERM'), migrating.end('SIGTERM')]);
    await database.drop();
  }, 30_000);

  it('runs migrations once, however many replicas start at the same moment', async () => {
    const database = await createTestDatabase({ empty: true });
    const start = () => startService(folder.path, { DATABASE_URL: database.url });
    const replicas = await Promise.all([start(), start(), start()]);
    for (const { url } of replicas) expect((await fetch(`${url}/api/v1/scoring-profile`)).status).toBe(200);
    const runs = replicas.map(({ stdout }) => stdout().split('Ran migration Leads').length - 1);
    expect(runs.reduce((sum, count) => sum + count)).toBe(1);
    expect(await Promise.all(replicas.map((replica) => replica.end('SIGTERM')))).toEqual([0, 0, 0]);
    await database.drop();
  }, 90_000);
});
