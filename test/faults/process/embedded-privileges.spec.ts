import { appendFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { EmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.js';
import { findPostmaster } from '../../../src/database/embedded/postmaster-file.js';
import { createFolder, type Folder } from '../../support/service-process.js';

const PORT = 54_961;
const LOG_BYTES = 65_536;
const KEY = 'key-of-a-provider-that-nobody-else-may-have';
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

let folder: Folder;
let dataDir: string;
let server: EmbeddedPostgres | undefined;

beforeEach(async () => {
  folder = await createFolder();
  dataDir = join(folder.path, 'data');
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  await folder.remove();
});

async function start(): Promise<string> {
  server = new EmbeddedPostgres(dataDir, PORT, LOG_BYTES);
  return server.start();
}

async function restart(change: () => Promise<unknown>): Promise<string> {
  await server?.stop();
  await change();
  return start();
}

async function run<Row extends pg.QueryResultRow>(connectionString: string, ...statements: string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  let rows: Row[] = [];
  try {
    for (const statement of statements) ({ rows } = await client.query<Row>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

async function asSuperuser(url: string, database = 'sales_agent'): Promise<string> {
  const password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
  return Object.assign(new URL(url), { username: 'postgres', password, pathname: `/${database}` }).href;
}

const log = () => readFile(join(dataDir, 'postgres.log'), 'utf8');

const postmaster = () => findPostmaster(join(dataDir, 'postgres'));

async function ofServer(file: string): Promise<string> {
  const { pid = 0 } = (await postmaster()) ?? {};
  return readFile(`/proc/${pid}/${file}`, 'utf8');
}

describe("the service's role in the embedded PostgreSQL", () => {
  it('owns its database and is no superuser', async () => {
    const url = await start();
    expect(
      await run(
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
    await run(url, 'CREATE EXTENSION pg_trgm', 'CREATE TABLE leads (id uuid)', 'DROP TABLE leads');
  }, 30_000);

  it('reaches no file, no program and no setting of the server', async () => {
    const url = await start();
    const outcomes = await Promise.all(
      FORBIDDEN.map((statement) =>
        run(url, statement).then(
          () => [statement, 'done'],
          (error: unknown) => [statement, (error as { code?: string }).code],
        ),
      ),
    );
    expect(outcomes).toEqual(FORBIDDEN.map((statement) => [statement, INSUFFICIENT_PRIVILEGE]));
  }, 30_000);

  it('takes over what an older version created as a superuser', async () => {
    const url = await start();
    await run(
      await asSuperuser(url, 'postgres'),
      'ALTER DATABASE sales_agent OWNER TO postgres',
      'DROP ROLE sales_agent',
    );
    await run(
      await asSuperuser(url),
      'CREATE EXTENSION pg_trgm',
      `CREATE TYPE tier AS ENUM ('A')`,
      'CREATE TABLE leads (id serial PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY, name text, tier tier)',
      'CREATE SEQUENCE numbers',
      'CREATE VIEW names AS SELECT name FROM leads',
      'CREATE FUNCTION one() RETURNS int LANGUAGE sql RETURN 1',
      'CREATE SCHEMA pgboss CREATE TABLE job (id int)',
      `INSERT INTO leads (name) VALUES ('Acme')`,
    );
    const again = await restart(() => Promise.resolve());
    expect(
      await run(
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
      const url = await start();
      expect(await ofServer('environ')).not.toContain(KEY);
      const [row] = await run<{ environment: string }>(
        await asSuperuser(url),
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
      expect(await run(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      delete process.env.LLM_PROVIDERS;
    }
  }, 30_000);

  it('is not root, and can change no file but its own', async () => {
    await start();
    const status = await ofServer('status');
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

describe('the log of the embedded PostgreSQL', () => {
  it('holds no statement and no value of a row, whatever fails', async () => {
    const url = await start();
    await run(url, 'CREATE TABLE leads (id uuid, email text UNIQUE CHECK (email LIKE $$%@%$$), size int NOT NULL)');
    const failing = [
      `INSERT INTO leads VALUES (NULL, 'jane@people.example', 1), (NULL, 'jane@people.example', 1)`,
      `INSERT INTO leads VALUES (NULL, 'jane-people.example', 1)`,
      `INSERT INTO leads VALUES (NULL, 'jane@people.example', NULL)`,
      `SELECT 'jane@people.example'::uuid`,
      `SELECT 'jane@people.example'::int`,
      `SELECT FROM "jane@people.example"`,
      `DO $$ BEGIN RAISE WARNING 'jane@people.example'; END $$`,
    ];
    for (const statement of failing) await run(url, statement).catch(() => undefined);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('SELECT $1::int', ['jane@people.example']).catch(() => undefined);
    await client.end();
    await run(await asSuperuser(url), 'SELECT pg_sleep(0)');
    const text = await log();
    expect(text).toContain('database system is ready');
    expect(text).not.toMatch(/people\.example|INSERT|SELECT/);
  }, 30_000);

  it('of an older version that holds such values is emptied at the start', async () => {
    await start();
    await restart(() =>
      appendFile(
        join(dataDir, 'postgres.log'),
        'ERROR:  duplicate key value violates unique constraint\nDETAIL:  Key (contact_email)=(jane@people.example)\n',
      ),
    );
    expect(await log()).not.toContain('people.example');
  }, 30_000);

  it('keeps its newest lines within its limit', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'postgres.log'), `oldest\n${'LOG:  a line\n'.repeat(100_000)}newest\n`);
    await start();
    expect((await stat(join(dataDir, 'postgres.log'))).size).toBeLessThan(LOG_BYTES);
    const text = await log();
    expect(text).toContain('newest');
    expect(text).not.toContain('oldest');
  }, 30_000);
});

describe('a start that fails', () => {
  it('on a wrong password stops the server that it launched', async () => {
    await start();
    const failed = restart(() => writeFile(join(dataDir, 'postgres.password'), 'another-one'));
    await expect(failed).rejects.toThrow(/postgres\.password is not the one of its database; restore the right one\.$/);
    expect(await postmaster()).toBeUndefined();
  }, 30_000);

  it('on a lost password launches nothing, and makes no new one', async () => {
    await start();
    const failed = restart(() => rm(join(dataDir, 'postgres.password')));
    await expect(failed).rejects.toThrow(/postgres\.password, .+, is missing; restore it from a backup\.$/);
    expect(await postmaster()).toBeUndefined();
    await expect(stat(join(dataDir, 'postgres.password'))).rejects.toThrow('ENOENT');
  }, 30_000);

  it('on data of another version of PostgreSQL says so in one line', async () => {
    await start();
    const failed = restart(() => writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n'));
    await expect(failed).rejects.toThrow(
      /^The data in .+ belongs to PostgreSQL 17, and PostgreSQL \d+ is installed; .+$/,
    );
    expect(await postmaster()).toBeUndefined();
  }, 30_000);
});
