import type pg from 'pg';
import { clientConfig } from './client-config.js';
import { DatabaseClient } from './database-client.js';
import type { DatabaseSettings } from './database.settings.js';
import { findExecuted } from './migrations-table.js';

/** What a server and a database say of themselves, as far as the service depends on it. */
export interface DatabaseFacts {
  version: string;
  major: number;
  encoding: string;
  isReadOnly: boolean;
  /** Whether what it acknowledges survives a crash. */
  isDurable: boolean;
  /** For ordinary users, of the server, the role and the database together. */
  connections: number;
  used: number;
  /** Of the role or the server, in ms; 0 for none. */
  statementTimeoutMs: number;
  hasExtension: boolean;
  mayCreate: boolean;
  mayCreateInSchema: boolean;
  invalidIndexes: string[];
}

/** The facts, and how they were learned. */
export interface DatabaseReport extends DatabaseFacts {
  roundTripMs: number;
  /** Its clock ahead of ours, in ms. */
  clockMs: number;
  isPooled: boolean;
  executed: Set<string>;
  /** Tables of ours that its user may not use. */
  closedTables: string[];
}

/** Needed by searches; the owner of the database may create it, as it is a trusted one. */
const EXTENSION = 'pg_trgm';

const FACTS = `
  SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major,
    pg_encoding_to_char(encoding) AS encoding,
    pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool AS "isReadOnly",
    current_setting('fsync')::bool AND current_setting('synchronous_commit') <> 'off' AS "isDurable",
    LEAST(
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - COALESCE(current_setting('reserved_connections', true)::int, 0),
      NULLIF(datconnlimit, -1), NULLIF(rolconnlimit, -1)) AS connections,
    (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') - 1 AS used,
    (SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout') AS "statementTimeoutMs",
    EXISTS (SELECT FROM pg_extension WHERE extname = '${EXTENSION}')
      OR EXISTS (SELECT FROM pg_available_extensions WHERE name = '${EXTENSION}') AS "hasExtension",
    has_database_privilege(current_database(), 'CREATE') AS "mayCreate",
    has_schema_privilege(current_schema(), 'CREATE') AS "mayCreateInSchema",
    ARRAY(
      SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class c ON c.oid = indexrelid
      WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace) AS "invalidIndexes"
  FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user`;

/** Looked up in the catalogue: a name of a schema that the user may not use is an error anywhere else. */
const CLOSED = `
  SELECT name FROM unnest($1::text[]) AS name
  JOIN pg_class c ON relname = split_part(name, '.', -1)
  JOIN pg_namespace n ON n.oid = relnamespace
    AND nspname = CASE WHEN name LIKE '%.%' THEN split_part(name, '.', 1) ELSE current_schema() END
  WHERE NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
    AND has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE')
    AND has_table_privilege(c.oid, 'DELETE'))`;

/**
 * Connects once, and asks for all that `doctor` tells.
 * @param tables of the schema
 * @throws the error of pg
 */
export async function readDatabaseFacts(
  url: string,
  settings: DatabaseSettings,
  tables: readonly string[],
): Promise<DatabaseReport> {
  const timeoutMs = settings.connectTimeoutSeconds * 1_000;
  const client = new DatabaseClient({
    ...clientConfig(url, settings),
    application_name: 'sales-agent doctor',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  // The same failure rejects the promise; an unhandled 'error' event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await report(client, tables);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function report(client: pg.Client, tables: readonly string[]): Promise<DatabaseReport> {
  const { rows } = await client.query<DatabaseFacts>(FACTS);
  const [facts] = rows;
  if (facts === undefined) throw new Error('The server did not answer what it is');
  const startedAt = Date.now();
  const { rows: clocks } = await client.query<{ now: number; pid: number }>(
    `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now, pg_backend_pid() AS pid`,
  );
  const endedAt = Date.now();
  const { now = endedAt, pid } = clocks[0] ?? {};
  const closed = await client.query<{ name: string }>(CLOSED, [tables]);
  const { processID } = client as unknown as { processID: number };
  return {
    ...facts,
    roundTripMs: endedAt - startedAt,
    clockMs: now - (startedAt + endedAt) / 2,
    isPooled: pid !== processID,
    executed: await findExecuted(
      async <Row extends object>(sql: string, parameters?: unknown[]) =>
        (await client.query<Row>(sql, parameters)).rows,
    ),
    closedTables: closed.rows.map(({ name }) => name),
  };
}
