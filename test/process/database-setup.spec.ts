import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAndFail, startService, useFolder } from '../support/service-process.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const PASSWORD = 'hunter2';

describe('a start on a database that an operator must change first', () => {
  const folder = useFolder();
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
  });

  afterEach(() => database.drop());

  /** Expects the process to end with 1 and one line, and without a line in another form. */
  async function expectEnd(line: RegExp, environment: Record<string, string> = {}): Promise<void> {
    const { code, stdout, stderr } = await startAndFail(folder.path, { DATABASE_URL: database.url, ...environment });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
    for (const logged of stdout.split('\n').filter(Boolean)) expect(() => JSON.parse(logged) as unknown).not.toThrow();
    expect(stdout + stderr).not.toContain(PASSWORD);
  }

  it('since its user may not create tables', async () => {
    await database.asSuperuser(`CREATE ROLE guest_${process.pid} LOGIN PASSWORD '${PASSWORD}'`);
    try {
      const url = Object.assign(new URL(database.url), { username: `guest_${process.pid}`, password: PASSWORD });
      await expectEnd(/permission denied for schema public; grant the right .+GRANT CREATE ON SCHEMA public/, {
        DATABASE_URL: url.href,
      });
    } finally {
      await database.asSuperuser(`DROP ROLE guest_${process.pid}`);
    }
  }, 30_000);

  it('since its user may not create the extension', async () => {
    await database.asSuperuser(`CREATE ROLE maker_${process.pid} LOGIN PASSWORD '${PASSWORD}'`);
    try {
      await database.asSuperuser(`GRANT CREATE ON SCHEMA public TO maker_${process.pid}`);
      const url = Object.assign(new URL(database.url), { username: `maker_${process.pid}`, password: PASSWORD });
      await expectEnd(/permission denied to create extension "pg_trgm"; grant the right/, { DATABASE_URL: url.href });
    } finally {
      await database.asSuperuser(`DROP OWNED BY maker_${process.pid} CASCADE; DROP ROLE maker_${process.pid}`);
    }
  }, 30_000);

  it('since another application has a table of ours', async () => {
    await database.query('CREATE TABLE leads (id int)');
    await expectEnd(/relation "leads" already exists; .+ a database of its own/);
  }, 30_000);

  it('since it is read-only and has migrations to run', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await database.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await expectEnd(/read-only transaction; DATABASE_URL must lead to a server that accepts writes/);
  }, 30_000);

  it('since a table was dropped', async () => {
    const service = await startService(folder.path, { DATABASE_URL: database.url });
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
    await service.end('SIGTERM');
    await database.query('DROP TABLE api_keys CASCADE');
    await expectEnd(/has run all migrations and yet has no api_keys; restore it from a backup\.$/m);
  }, 30_000);

  it('since its encoding is not UTF8', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await database.query(`CREATE DATABASE ${name}_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    try {
      const url = Object.assign(new URL(database.url), { pathname: `/${name}_latin` });
      await expectEnd(/DATABASE_URL must name a database with the encoding UTF8; this one has LATIN1/, {
        DATABASE_URL: url.href,
      });
    } finally {
      await database.asSuperuser(`DROP DATABASE ${name}_latin WITH (FORCE)`);
    }
  }, 30_000);

  it('since the password is not escaped', async () => {
    await expectEnd(/^Wrong settings: DATABASE_URL must be a connection string like /, {
      DATABASE_URL: `postgresql://user:12/${PASSWORD}@db.example/sales`,
    });
  }, 30_000);

  it('since the server has no TLS', async () => {
    await expectEnd(/DATABASE_URL and DB_SSL must not require TLS, which the server does not support/, {
      DB_SSL: 'require',
    });
  }, 30_000);
});

describe('a start on a database of an older version', () => {
  const folder = useFolder();

  it.each([
    ['moves its migrations to a table of our own', [], null],
    ['leaves those of another application where they are', ['Invoices1700000000000'], ['Invoices1700000000000']],
  ])(
    '%s',
    async (_, foreign, left) => {
      const database = await createTestDatabase();
      await database.query('ALTER TABLE sales_agent_migrations RENAME TO migrations');
      for (const name of foreign)
        await database.query('INSERT INTO migrations (timestamp, name) VALUES (1, $1)', [name]);
      const before = await database.query('SELECT name FROM migrations ORDER BY id');
      // One is pending, as after an upgrade.
      await database.query(`DELETE FROM migrations WHERE name LIKE 'SearchStatistics%'`);
      const service = await startService(folder.path, { DATABASE_URL: database.url });
      await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
      await service.end('SIGTERM');
      const after = await database.query<{ name: string }>('SELECT name FROM sales_agent_migrations');
      expect(new Set([...after.map(({ name }) => name), ...foreign])).toEqual(new Set(before.map(({ name }) => name)));
      const [old] = await database.query(`SELECT to_regclass('migrations') AS found`);
      if (left === null) expect(old).toEqual({ found: null });
      else expect(await database.query('SELECT name FROM migrations')).toEqual(left.map((name) => ({ name })));
      await database.drop();
    },
    30_000,
  );

  it('runs beside the migrations table of another application', async () => {
    const database = await createTestDatabase({ empty: true });
    await database.query('CREATE TABLE migrations (id serial PRIMARY KEY, migration text, batch int)');
    const service = await startService(folder.path, { DATABASE_URL: database.url });
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
    expect(await service.end('SIGTERM')).toBe(0);
    await database.drop();
  }, 30_000);
});
