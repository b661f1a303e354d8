import { describe, expect, it } from 'vitest';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../support/command.js';
import { freePort } from '../support/free-port.js';
import { asCerebras, type OpenCall, useProviderDouble } from '../support/provider-double.js';
import { startService, useFolder } from '../support/service-process.js';
import { createTestDatabase, useTestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const KEY = 'csk-a-secret-key-of-a-provider';

interface Report {
  status: string;
  checks: { check: string; level: string; message: string; advice?: string }[];
}

const folder = useFolder();
const database = useTestDatabase();
const provider = useProviderDouble();

/** Runs it with JSON; nothing that it prints may hold one of `secrets`. */
async function examine(environment: Record<string, string>, ...secrets: string[]): Promise<Report & { code: number }> {
  const { code, stdout, stderr } = await runCommand(folder.path, ['doctor', '--json'], environment);
  expect(stderr).toBe('');
  for (const secret of [KEY, ...secrets]) expect(stdout).not.toContain(secret);
  return { code, ...(JSON.parse(stdout) as Report) };
}

const found = ({ checks }: Report, check: string) => checks.filter((one) => one.check === check);
const models =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  ({ response }: OpenCall) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const LIST = { data: [{ id: 'gpt-oss-120b' }, { id: 'other' }] };
const environmentOf = () => ({ DATABASE_URL: database.url, ...asCerebras(provider), CEREBRAS_API_KEY: KEY });

describe('sales-agent doctor', () => {
  it('finds nothing wrong where nothing is, in lines and as JSON, and asks providers for what costs nothing', async () => {
    provider.script(models(200, LIST));
    const report = await examine(environmentOf());
    expect(report.checks.filter(({ level }) => level === 'fault')).toEqual([]);
    expect(report.code).toBe(0);
    expect(new Set(report.checks.map(({ check }) => check))).toEqual(
      new Set([
        'settings',
        'database',
        'migrations',
        'connections',
        'time-outs',
        'providers',
        'clock',
        'disk',
        'memory',
      ]),
    );
    expect(found(report, 'connections')[0]!.message).toMatch(
      /^A replica opens at most 16; the server accepts \d+, of which/,
    );
    expect(provider.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/models']);
    expect(provider.requests[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
    const { stdout } = await runCommand(folder.path, ['doctor'], environmentOf());
    expect(stdout).toMatch(
      /^ok {7}settings {5}All settings are valid\nwarning {2}database {5}fsync or synchronous_commit is off\n {22}-> Switch/,
    );
  }, 60_000);

  it.each<[what: string, respond: (call: OpenCall) => void, level: string, message: RegExp]>([
    ['rejects the key', models(401, { error: { message: `bad key ${KEY}` } }), 'fault', /rejects the API key/],
    ['does not have the model', models(200, { data: [{ id: 'other' }] }), 'warning', /does not list its model/],
    ['has no list', models(404, 'nothing'), 'warning', /lists no models/],
    ['leads elsewhere', models(302, {}, { location: 'https://elsewhere.example' }), 'warning', /status 302/],
    ['fails', models(503, {}), 'warning', /status 503/],
    ['answers no JSON', ({ response }) => response.end('<html>'), 'ok', /takes the API key/],
    ['hangs up', ({ response }) => response.destroy(), 'fault', /cannot be reached/],
  ])(
    'tells of a provider that %s',
    async (_, respond, level, message) => {
      provider.script(respond);
      const report = await examine(environmentOf());
      expect(found(report, 'providers')).toEqual([
        expect.objectContaining({ level, message: expect.stringMatching(message) }),
      ]);
      expect(report.code).toBe(level === 'fault' ? 1 : 0);
    },
    30_000,
  );

  it('compares clocks', async () => {
    provider.script(models(200, LIST, { date: new Date(Date.now() - 3_600_000).toUTCString() }));
    const report = await examine(environmentOf());
    expect(found(report, 'clock')).toEqual([
      expect.objectContaining({ level: 'ok', message: 'It agrees with that of the database' }),
      expect.objectContaining({ level: 'fault', message: expect.stringMatching(/cerebras is 3[56]\d\d\.\d s behind/) }),
    ]);
    expect(report.code).toBe(1);
  }, 30_000);

  it('tells of settings that are wrong or unknown, without their values', async () => {
    const wrong = await examine({ DB_POOL_SIZE: 'sw0rdfish', LOG_LEVEL: 'sw0rdfish' }, 'sw0rdfish');
    expect(wrong.code).toBe(1);
    expect(found(wrong, 'settings').map(({ message }) => message.split(' ')[0])).toEqual(['DB_POOL_SIZE', 'LOG_LEVEL']);
    const misspelt = await examine({ DATABASE_URL: database.url, DB_POOL_SIZES: 'sw0rdfish' }, 'sw0rdfish');
    expect(found(misspelt, 'settings')).toEqual([
      expect.objectContaining({ level: 'warning', advice: expect.stringMatching(/DB_POOL_SIZE does/) }),
    ]);
  }, 30_000);

  it('tells of folders that the service cannot write to', async () => {
    await writeFile(join(folder.path, 'file'), '');
    const report = await examine({ DATA_DIR: 'file/data', IMPORT_FOLDER: '/nowhere/imports' });
    expect(found(report, 'disk')).toEqual([
      expect.objectContaining({ level: 'fault', message: 'file/data cannot be written (ENOTDIR)' }),
      expect.objectContaining({ level: 'fault', message: '/nowhere/imports cannot be written (ENOENT)' }),
    ]);
    expect(report.code).toBe(1);
    await rm(join(folder.path, 'file'));
  }, 30_000);

  it('tells why a database cannot be used, and never its password', async () => {
    const url = (part: Partial<URL>) => Object.assign(new URL(database.url), part).href;
    const cases: [url: string, message: RegExp][] = [
      [`postgresql://someone:sw0rdfish@127.0.0.1:${await freePort()}/none`, /cannot be reached: connect ECONNREFUSED/],
      [url({ password: 'sw0rdfish' }), /must hold the password of its user/],
      [url({ pathname: '/nowhere' }), /must name a database that exists/],
    ];
    for (const [DATABASE_URL, message] of cases) {
      const report = await examine({ DATABASE_URL }, 'sw0rdfish', new URL(database.url).password);
      expect(found(report, 'database')).toEqual([
        { check: 'database', level: 'fault', message: expect.stringMatching(message), advice: expect.any(String) },
      ]);
      expect(report.code).toBe(1);
    }
  }, 60_000);

  it('tells of pending migrations, of a newer version, of missing rights, and of too many connections', async () => {
    const own = await createTestDatabase({ empty: true });
    const pending = await examine({ DATABASE_URL: own.url });
    expect(found(pending, 'migrations')).toEqual([
      expect.objectContaining({ level: 'warning', message: expect.stringMatching(/^\d+ are pending$/) }),
    ]);
    const waiting = await examine({ DATABASE_URL: own.url, MIGRATE_ON_START: 'false', DB_POOL_SIZE: '400' });
    expect(found(waiting, 'migrations')[0]).toMatchObject({
      level: 'fault',
      advice: expect.stringMatching(/migrate run/),
    });
    expect(found(waiting, 'connections')[0]).toMatchObject({ level: 'fault' });
    await own.query('CREATE TABLE sales_agent_migrations (id serial, timestamp bigint, name varchar)');
    await own.query(`INSERT INTO sales_agent_migrations (timestamp, name) VALUES (1, 'FromTheFuture1')`);
    const newer = await examine({ DATABASE_URL: own.url });
    expect(found(newer, 'migrations')[0]!.message).toBe('A newer version has migrated it (FromTheFuture1)');
    await own.drop();

    const role = `reader_${database.url.slice(-6).replace(/\W/g, '')}`;
    await database.asSuperuser(
      `CREATE ROLE ${role} LOGIN PASSWORD 'sw0rdfish'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
    );
    await database.query('ALTER TABLE leads OWNER TO CURRENT_USER');
    const reader = Object.assign(new URL(database.url), { username: role, password: 'sw0rdfish' }).href;
    const rights = await examine({ DATABASE_URL: reader }, 'sw0rdfish');
    expect(found(rights, 'migrations')[0]).toMatchObject({
      level: 'fault',
      message: expect.stringMatching(/^Its user may not use .*leads/),
    });
    await database.asSuperuser(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }, 60_000);

  it('looks at an embedded database beside its service, and makes none', async () => {
    expect(found(await examine({}), 'database')[0]!.message).toMatch(/first start makes an embedded one/);
    expect(await readdir(folder.path)).toEqual([]);
    const service = await startService(folder.path);
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok, 30_000);
    const report = await examine({});
    expect(found(report, 'migrations')[0]).toMatchObject({ level: 'ok' });
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    await service.end('SIGTERM');
    await mkdir(join(folder.path, 'foreign', 'postgres'), { recursive: true });
    await writeFile(join(folder.path, 'foreign', 'postgres', 'PG_VERSION'), '9\n');
    const foreign = await examine({ DATA_DIR: 'foreign' });
    expect(found(foreign, 'database')[0]).toMatchObject({
      level: 'fault',
      message: expect.stringMatching(/PostgreSQL 9,/),
    });
  }, 60_000);
});
