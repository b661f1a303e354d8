import pg from 'pg';
import type { TestDatabase } from './test-database.js';

/** Keeps every query of `table` waiting until the returned function is called. */
export async function lockTable({ url }: Pick<TestDatabase, 'url'>, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return () => client.end();
}
