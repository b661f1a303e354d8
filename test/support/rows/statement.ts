import type { Database } from '../../../src/database/database.service.js';
import type { Sql } from '../../../src/database/prepared-statement.js';

export interface Statement {
  sql: string;
  /** Of one that is prepared. */
  name?: string;
  parameters: unknown[];
}

/** The one statement that `call` sends, taken from the repository itself, so that no copy of its SQL can grow stale. */
export async function statementOf(call: (database: Database) => Promise<unknown>): Promise<Statement> {
  const sent: Statement[] = [];
  const record = (sql: Sql, parameters: unknown[] = []) => {
    sent.push(statementWith(sql, parameters));
    return Promise.resolve([]);
  };
  const idempotentTransaction = (work: (query: typeof record) => Promise<unknown>) => work(record);
  const recorder = { read: record, write: record, idempotentWrite: record, idempotentTransaction };
  await call(recorder as unknown as Database);
  const [statement, ...more] = sent;
  if (statement === undefined || more.length > 0) throw new Error(`Expected one statement, but got ${sent.length}`);
  return statement;
}

export function statementWith(sql: Sql, parameters: unknown[]): Statement {
  return typeof sql === 'string' ? { sql, parameters } : { sql: sql.text, name: sql.name, parameters };
}
