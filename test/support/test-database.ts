import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { useStarted } from './use-started.js';

/** Databases are created and dropped from another one. */
const MAINTENANCE = { pathname: '/postgres' };

export interface TestDatabase {
  url: string;
  query<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Runs a statement that the service's own role may not run. */
  asSuperuser(sql: string): Promise<void>;
  drop(): Promise<void>;
}

/** A database of one spec file's own: a clone of the migrated template, or an empty one. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const template = new URL(process.env.TEST_TEMPLATE_URL!);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const source = empty ? 'template0' : template.pathname.slice(1);
  await administer(MAINTENANCE, `CREATE DATABASE ${name} TEMPLATE ${source}`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    query: async <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []) =>
      (await pool.query<Row>(sql, parameters)).rows,
    asSuperuser: (sql) => administer(url, sql, superuser()),
    drop: async () => {
      await pool.end();
      // Only a superuser may end the worker of autovacuum that may be in the database.
      await administer(MAINTENANCE, `DROP DATABASE ${name} WITH (FORCE)`, superuser());
    },
  };
}

/** A database of its own for the tests of the enclosing block. */
export function useTestDatabase(options: { empty?: boolean } = {}): TestDatabase {
  return useStarted(
    () => createTestDatabase(options),
    (database) => database.drop(),
  );
}

function superuser(): URL {
  return new URL(process.env.TEST_SUPERUSER_URL!);
}

async function administer(
  { pathname }: { pathname: string },
  sql: string,
  server = new URL(process.env.TEST_TEMPLATE_URL!),
): Promise<void> {
  const client = new pg.Client({ connectionString: Object.assign(server, { pathname }).href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * A connection that is open while the tests of the enclosing block run.
 * @param urlOf gives the URL of its database, once that is there
 */
export function useConnection(urlOf: () => string): pg.Client {
  return useStarted(
    async () => {
      const connected = new pg.Client({ connectionString: urlOf() });
      await connected.connect();
      return connected;
    },
    (connected) => connected.end(),
  );
}
