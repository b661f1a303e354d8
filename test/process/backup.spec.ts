import { beforeAll, describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandOutcome, runCommand } from '../support/command.js';
import { PostgresServer } from '../support/postgres-server.js';
import { createFolder, type Folder, type ServiceProcess, startService, useFolder } from '../support/service-process.js';
import { contentsOf } from '../support/table-contents.js';
import { createTestDatabase, type TestDatabase, useTestDatabase } from '../support/test-database.js';
import { Traffic } from '../support/traffic.js';
import { until } from '../support/until.js';

/** Debian's, whose server and tools are of one version. */
const DEBIAN = '/usr/lib/postgresql/15/bin';
const hasTools = spawnSync(join(DEBIAN, 'pg_dump'), ['--version']).status === 0;
if (!hasTools) console.warn('PostgreSQL 15 of Debian is not installed, so pg_dump is not tried');

/** What docs/backup.md tells to type, by the words of the commands. */
let commands: string[];

beforeAll(async () => {
  const page = await readFile('docs/backup.md', 'utf8');
  commands = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split('\n'));
});

/** Types one of those commands in `folder`; `environment` replaces what it sets itself. */
function type(folder: Folder, words: RegExp, environment: Record<string, string> = {}): Promise<CommandOutcome> {
  const command = commands.find((one) => words.test(one)) ?? '';
  const [, settings = '', args = ''] = /^((?:\w+=\S+ )*)npx sales-agent (.*)$/.exec(command) ?? [];
  const set = settings.trim().split(' ').filter(Boolean);
  const own = Object.fromEntries(set.map((setting) => setting.split(/=(.*)/s) as [string, string]));
  return runCommand(folder.path, args.split(' '), { ...own, ...environment });
}

/** Demands that a service serves its leads. */
async function expectLeads({ url }: ServiceProcess): Promise<void> {
  await until(async () => (await fetch(`${url}/health/ready`)).ok, 30_000);
  const answer = await fetch(`${url}/api/v1/leads?limit=1`);
  expect([answer.status, ((await answer.json()) as { data: unknown[] }).data.length]).toEqual([200, 1]);
}

/** Demands each lead that was acknowledged `before` a backup began, and no more than those and the ones `since`. */
async function expectStored(database: Pick<TestDatabase, 'query'>, before: string[], since: string[]): Promise<void> {
  const [found] = await database.query<{ all: number; before: number }>(
    'SELECT count(*)::int AS all, (count(*) FILTER (WHERE external_id = ANY ($1)))::int AS before FROM leads',
    [before],
  );
  expect(found!.before).toBe(before.length);
  // The first lead has no external id; of the last ones, those of each writer may be stored before they are acknowledged.
  expect(found!.all).toBeGreaterThan(before.length);
  expect(found!.all).toBeLessThanOrEqual(since.length + 9);
}

describe('docs/backup.md', () => {
  const folder = useFolder();
  const target = useTestDatabase({ empty: true });

  it('takes the data of a running embedded database into another folder, and into a database of its own', async () => {
    const service = await startService(folder.path);
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok, 30_000);
    const traffic = await Traffic.start(service.url);
    await until(() => traffic.tally.acknowledged.length > 20, 10_000);
    const before = [...traffic.tally.acknowledged];
    expect(await type(folder, /^npx sales-agent backup/)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Wrote \d+ rows of \d+ tables to sales-agent.backup \(\d+\.\d MB\)\.\n$/),
      stderr: '',
    });
    const { acknowledged, oddWrites, failedReads } = await traffic.stop();
    expect([oddWrites, failedReads]).toEqual([[], []]);

    expect(await type(folder, /--check/)).toMatchObject({ code: 0, stderr: '' });
    const inUse = await runCommand(folder.path, ['restore', 'sales-agent.backup']);
    expect(inUse).toMatchObject({ code: 1, stderr: expect.stringMatching(/is in use by another running Sales Agent/) });
    await service.end('SIGTERM');

    expect(await type(folder, /^DATA_DIR=/)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\nRestored \d+ rows of \d+ tables\.\n$/),
      stderr: '',
    });
    expect(await type(folder, /^DATABASE_URL=.*restore/, { DATABASE_URL: target.url })).toMatchObject({
      code: 0,
      stderr: '',
    });
    const again = await type(folder, /^DATABASE_URL=.*restore/, { DATABASE_URL: target.url });
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/^The database is not empty: .*\n$/) });

    const moved = await startService(folder.path, { DATABASE_URL: target.url });
    const copied = await startService(folder.path, { DATA_DIR: './data-restored' });
    try {
      await expectStored(target, before, acknowledged);
      await Promise.all([moved, copied].map(expectLeads));
    } finally {
      await Promise.all([moved, copied].map((one) => one.end('SIGTERM')));
    }
  }, 120_000);

  (hasTools ? it : it.skip)(
    'dumps a running service with pg_dump, and starts one on what that restores',
    async () => {
      const server = await PostgresServer.createWith({
        postgres: join(DEBIAN, 'postgres'),
        initdb: join(DEBIAN, 'initdb'),
      });
      await server.start();
      await server.query('CREATE DATABASE live');
      await server.query('CREATE DATABASE restored');
      const own = await createFolder();
      const service = await startService(own.path, { DATABASE_URL: server.url('live') });
      await until(async () => (await fetch(`${service.url}/health/ready`)).ok, 30_000);
      const traffic = await Traffic.start(service.url);
      await until(() => traffic.tally.acknowledged.length > 20, 10_000);
      const before = [...traffic.tally.acknowledged];
      const environment = { DATABASE_URL: server.url('live'), NEW_DATABASE_URL: server.url('restored') };
      const shell = (words: RegExp) =>
        spawnSync('sh', ['-c', commands.find((one) => words.test(one)) ?? 'exit 9'], {
          cwd: own.path,
          env: { PATH: `${DEBIAN}:${process.env.PATH}`, ...environment },
          encoding: 'utf8',
        });
      expect(shell(/^pg_dump/)).toMatchObject({ status: 0 });
      const { acknowledged, oddWrites } = await traffic.stop();
      expect(oddWrites).toEqual([]);
      expect(shell(/^pg_restore/)).toMatchObject({ status: 0 });
      await service.end('SIGTERM');
      const copied = await startService(own.path, { DATABASE_URL: server.url('restored') });
      await expectLeads(copied);
      const client = await server.connect('restored');
      await expectStored(
        { query: async (sql, values) => (await client.query(sql, values)).rows as never },
        before,
        acknowledged,
      );
      await client.end();
      await copied.end('SIGTERM');
      await server.remove();
      await own.remove();
    },
    120_000,
  );
});

describe('sales-agent restore', () => {
  const folder = useFolder();
  const source = useTestDatabase();

  it('leaves no trace of a damaged file: neither tables nor a data folder', async () => {
    expect((await runCommand(folder.path, ['backup', 'x.backup'], { DATABASE_URL: source.url })).code).toBe(0);
    const bytes = await readFile(join(folder.path, 'x.backup'));
    await writeFile(join(folder.path, 'cut.backup'), bytes.subarray(0, bytes.length / 2));
    const target = await createTestDatabase({ empty: true });
    const places: Record<string, string>[] = [{ DATABASE_URL: target.url }, {}];
    for (const environment of places) {
      expect(await runCommand(folder.path, ['restore', 'cut.backup'], environment)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /cut.backup is cut off or was changed; nothing was written. Take another copy of the backup.\n$/,
        ),
      });
    }
    expect(await contentsOf(target)).toEqual({});
    await expect(stat(join(folder.path, 'data'))).rejects.toThrow('ENOENT');
    await target.drop();
  }, 60_000);

  it('refuses a database that a service is connected to, and says in one line that a database is away', async () => {
    const target = await createTestDatabase({ empty: true });
    const service = await startService(folder.path, { DATABASE_URL: target.url });
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok, 30_000);
    expect(await runCommand(folder.path, ['restore', 'x.backup'], { DATABASE_URL: target.url })).toMatchObject({
      code: 1,
      stderr: 'A service is connected to the database; stop it, or restore into another database.\n',
    });
    await service.end('SIGTERM');
    await target.drop();
    for (const args of [
      ['backup', 'y.backup'],
      ['restore', 'x.backup'],
    ]) {
      const away = { DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none' };
      expect(await runCommand(folder.path, args, away)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^The database [^\n]*\n$/),
      });
    }
    await expect(stat(join(folder.path, 'y.backup.partial'))).rejects.toThrow('ENOENT');
  }, 60_000);
});
