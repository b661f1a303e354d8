import { describe, expect, it } from 'vitest';
import { runSql, useEmbeddedServer } from '../../support/embedded-server.js';

const KEY = 'key-of-a-provider-for-the-service-alone';
const INSUFFICIENT_PRIVILEGE = '42501';
const FORBIDDEN = [
  `SELECT pg_read_file('/etc/passwd')`,
  `SELECT pg_ls_dir('/')`,
  `SELECT lo_import('/etc/passwd')`,
  `CREATE TABLE files (line text); COPY files FROM '/etc/passwd'`,
  `COPY (SELECT 1) TO '/tmp/sales-agent-was-here'`,
  `CREATE TABLE lines (line text); COPY lines FROM PROGRAM 'id'`,
  `COPY (SELECT 1) TO PROGRAM 'cat'`,
  `CREATE FUNCTION run(cstring) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'`,
  `ALTER SYSTEM SET log_statement = 'all'`,
  `SET log_min_messages = 'debug5'`,
  'ALTER ROLE sales_agent SUPERUSER',
  `ALTER ROLE postgres PASSWORD 'mine'`,
  'SELECT * FROM pg_authid',
];
/** The one capability that the server may keep, CAP_DAC_READ_SEARCH, as a bit of /proc's masks. */
const READ_SEARCH = 1n << 2n;

const server = useEmbeddedServer(54_961);

describe("the service's role in the embedded PostgreSQL", () => {
  it('owns its database and is no superuser', async () => {
    const url = await server.start();
    expect(
      await runSql(
        url,
        `SELECT current_user AS role, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,
           pg_get_userbyid(datdba) AS owner
         FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
      ),
    ).toEqual([
      {
        ...{ role: 'sales_agent', owner: 'sales_agent', rolsuper: false, rolcreaterole: false },
        ...{ rolcreatedb: false, rolbypassrls: false, rolreplication: false },
      },
    ]);
    await runSql(url, 'CREATE EXTENSION pg_trgm', 'CREATE TABLE leads (id uuid)', 'DROP TABLE leads');
  }, 30_000);

  it('reaches no file, no program and no setting of the server', async () => {
    const url = await server.start();
    const outcomes = await Promise.all(
      FORBIDDEN.map((statement) =>
        runSql(url, statement).then(
          () => [statement, 'done'],
          (error: unknown) => [statement, (error as { code?: string }).code],
        ),
      ),
    );
    expect(outcomes).toEqual(FORBIDDEN.map((statement) => [statement, INSUFFICIENT_PRIVILEGE]));
  }, 30_000);

  it('takes over what an older version created as a superuser', async () => {
    const url = await server.start();
    await runSql(
      await server.asSuperuser(url, 'postgres'),
      'ALTER DATABASE sales_agent OWNER TO postgres',
      'DROP ROLE sales_agent',
    );
    await runSql(
      await server.asSuperuser(url),
      'CREATE EXTENSION pg_trgm',
      `CREATE TYPE tier AS ENUM ('A')`,
      'CREATE TABLE leads (id serial PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY, name text, tier tier)',
      'CREATE SEQUENCE numbers',
      'CREATE VIEW names AS SELECT name FROM leads',
      'CREATE FUNCTION one() RETURNS int LANGUAGE sql RETURN 1',
      'CREATE SCHEMA pgboss CREATE TABLE job (id int)',
      `INSERT INTO leads (name) VALUES ('Acme')`,
    );
    const again = await server.restart(() => Promise.resolve());
    expect(
      await runSql(
        again,
        'ALTER TABLE leads ADD COLUMN country text',
        `ALTER TYPE tier ADD VALUE 'B'`,
        'ALTER TABLE pgboss.job ADD COLUMN state text',
        'ALTER SEQUENCE numbers RESTART',
        'CREATE OR REPLACE VIEW names AS SELECT name FROM leads LIMIT 10',
        'CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql RETURN 2',
        `INSERT INTO leads (name) VALUES ('Globex')`,
        'SELECT name, one() FROM names',
      ),
    ).toEqual([
      { name: 'Acme', one: 2 },
      { name: 'Globex', one: 2 },
    ]);
  }, 60_000);
});

describe('the process of the embedded PostgreSQL', () => {
  it('has no key of a provider in its environment, and neither has a process of it', async () => {
    process.env.CEREBRAS_API_KEY = KEY;
    try {
      const url = await server.start();
      expect(await server.ofProcess('environ')).not.toContain(KEY);
      const [row] = await runSql<{ environment: string }>(
        await server.asSuperuser(url),
        `SELECT encode(pg_read_binary_file('/proc/self/environ'), 'escape') AS environment`,
      );
      expect(row?.environment).not.toContain(KEY);
    } finally {
      delete process.env.CEREBRAS_API_KEY;
    }
  }, 30_000);

  it('starts beside settings that are larger than the environment of a process may be', async () => {
    process.env.LLM_PROVIDERS = ' '.repeat(200_000);
    try {
      expect(await runSql(await server.start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      delete process.env.LLM_PROVIDERS;
    }
  }, 30_000);

  it('is not root, and can change no file but its own', async () => {
    await server.start();
    const status = await server.ofProcess('status');
    const uid = /^Uid:\t(\d+)/m.exec(status)?.[1];
    const masks = [...status.matchAll(/^Cap(Inh|Prm|Eff|Bnd|Amb):\t([0-9a-f]+)/gm)];
    expect(uid).not.toBe('0');
    const extra = masks
      .filter(([, set]) => set !== 'Bnd' || process.getuid?.() === 0)
      .map(([, set, mask]) => [set, BigInt(`0x${mask}`) & ~READ_SEARCH]);
    expect(extra.filter(([, rest]) => rest !== 0n)).toEqual([]);
    expect(masks.length).toBe(5);
  }, 30_000);
});
