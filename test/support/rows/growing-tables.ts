import type pg from 'pg';
import { beforeAll } from 'vitest';
import type { Database } from '../../../src/database/database.service.js';
import type { Sql } from '../../../src/database/prepared-statement.js';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { newId } from '../../../src/ids/new-id.js';
import { blocksOf, faultsOf } from '../query-plan.js';
import { useConnection, useTestDatabase } from '../test-database.js';
import { type Statement, statementWith } from './statement.js';

/** How many rows a statement names. */
export const NAMED = 200;
export const IMPORT = newId();
export const RUN = newId();
/** Each named row is read once or twice. */
const MOST_ROWS = 3 * NAMED;
/** Of 8 kB: the way down a key takes a few, and a lead that is written stands in a dozen indexes. */
const MOST_BLOCKS = 120 * NAMED;

const TABLES = [
  ...['leads', 'run_items', 'qualifications', 'scoring_claims'],
  ...['idempotency_keys', 'idempotent_answers', 'audit_events', 'import_rows'],
];

/** A database whose tables grow and never get statistics, with an import and a run. */
export function useGrowingTables() {
  const database = useTestDatabase();
  const client = useConnection(() => database.url);

  beforeAll(async () => {
    await client.query(`INSERT INTO imports (workspace_id, id, on_duplicate) VALUES ($1, $2, 'update')`, [
      DEFAULT_WORKSPACE_ID,
      IMPORT,
    ]);
    await addRun(client, RUN);
    for (const table of TABLES) await client.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  });

  return client;
}

/** Rows `from` to `to` of each table, without statistics. */
export async function grow(client: pg.Client, from: number, to: number): Promise<void> {
  const rows = [DEFAULT_WORKSPACE_ID, from, to];
  await client.query(
    `INSERT INTO leads (workspace_id, id, company_name, contact_name, contact_email, external_id)
     SELECT $1, gen_random_uuid(), 'Acme ' || n, 'Dana', 'dana' || n || '@acme.example', 'crm-' || n
     FROM generate_series($2::int, $3::int) AS n`,
    rows,
  );
  // As a run begins.
  await client.query('DISCARD PLANS');
  await client.query(
    `INSERT INTO run_items (workspace_id, run_id, lead_id, position)
     SELECT $1, '${RUN}', id, split_part(external_id, '-', 2)::int FROM leads
     WHERE split_part(external_id, '-', 2)::int BETWEEN $2::int AND $3::int`,
    rows,
  );
  await client.query(
    `INSERT INTO import_rows (workspace_id, import_id, line, lead_id, fields)
     SELECT $1, '${IMPORT}', n, gen_random_uuid(), json_build_object('companyName', 'A', 'notes', repeat('x', 200))
     FROM generate_series($2::int, $3::int) AS n`,
    rows,
  );
  await client.query(
    `INSERT INTO idempotency_keys (workspace_id, key_hash, fingerprint, operation_id, holder, held_until)
     SELECT $1, sha256(n::text::bytea), sha256('body'), gen_random_uuid(), gen_random_uuid(), now() + interval '1 hour'
     FROM generate_series($2::int, $3::int) AS n`,
    rows,
  );
  await client.query(
    `INSERT INTO audit_events (workspace_id, id, action, outcome, actor_name)
     SELECT $1, gen_random_uuid(), 'lead.delete', 'started', 'key' FROM generate_series($2::int, $3::int) AS n`,
    rows,
  );
}

export async function addRun(client: pg.Client, id: string): Promise<void> {
  await client.query(
    `INSERT INTO qualification_runs (workspace_id, id, state, method, estimate, actor_name, concurrency, lead_cost_pico_usd,
       requalify)
     VALUES ($1, $2, 'running', 'rules', '{}', 'key', 1, 0, false)`,
    [DEFAULT_WORKSPACE_ID, id],
  );
}

/** As many rows of a table as a statement names. */
export async function sample<Row>(client: pg.Client, table: string, columns: string): Promise<Row[]> {
  const { rows } = await client.query(`SELECT ${columns} FROM ${table} ORDER BY random() LIMIT ${NAMED}`);
  return rows as Row[];
}

/** What is wrong with the plans of the statements that `call` sends. Whatever they change is taken back. */
export async function faultsOfCall(
  client: pg.Client,
  call: (database: Database) => Promise<unknown>,
): Promise<string[]> {
  const faults: string[] = [];
  const query = async (sql: Sql, parameters: unknown[] = []): Promise<unknown[]> => {
    const statement = statementWith(sql, parameters);
    if (!/^\s*SET /.test(statement.sql)) faults.push(...(await faultsOfStatement(client, statement)));
    return (await client.query(statement.sql, parameters)).rows;
  };
  const idempotentTransaction = (work: (send: typeof query) => Promise<unknown>) => work(query);
  await client.query('BEGIN');
  try {
    await call({ read: query, write: query, idempotentWrite: query, idempotentTransaction } as unknown as Database);
    return faults;
  } finally {
    await client.query('ROLLBACK');
  }
}

async function faultsOfStatement(client: pg.Client, statement: Statement): Promise<string[]> {
  await client.query('SAVEPOINT explained');
  try {
    const faults = await faultsOf(client, statement, MOST_ROWS);
    await client.query('ROLLBACK TO explained');
    const blocks = await blocksOf(client, statement);
    return blocks > MOST_BLOCKS ? [...faults, `reads ${blocks} blocks`] : faults;
  } finally {
    await client.query('ROLLBACK TO explained');
  }
}
