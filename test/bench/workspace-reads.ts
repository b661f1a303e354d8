import pg from 'pg';
import type { Statement } from '../support/rows/statement.js';

/** Where a policy on a table reads the workspace. */
export const SETTING = 'sales_agent.workspace_id';
export const SET_WORKSPACE = `SELECT set_config('${SETTING}', $1, true)`;

/** One way to send a statement, and to tell the policy the workspace before it. */
export type Read = (statement: Statement, workspace: string) => Promise<object[]>;

/** The statement and nothing else. */
export function alone(pool: pg.Pool): Read {
  return async ({ sql, parameters }) => (await pool.query<object>(sql, parameters)).rows;
}

/** What `Database.transaction` does: each statement waits for the one before. */
export function transaction(pool: pg.Pool): Read {
  return ({ sql, parameters }, workspace) =>
    borrow(pool, async (client) => {
      await client.query('BEGIN');
      await client.query(SET_WORKSPACE, [workspace]);
      const { rows } = await client.query<object>(sql, parameters);
      await client.query('COMMIT');
      return rows;
    });
}

/** The same four statements, sent without waiting; they fail together, because the first failure ends the transaction. */
export function pipelinedTransaction(pool: pg.Pool): Read {
  return ({ sql, parameters }, workspace) =>
    borrow(pool, async (client) => {
      const begun = client.query('BEGIN');
      const set = client.query(SET_WORKSPACE, [workspace]);
      const read = client.query<object>(sql, parameters);
      const [, , { rows }] = await Promise.all([begun, set, read, client.query('COMMIT')]);
      return rows;
    });
}

/** Statements up to one Sync are one transaction, without BEGIN and COMMIT; `pg` has no call for that. */
export function underOneSync(pool: pg.Pool): Read {
  return ({ sql, parameters }, workspace) =>
    borrow(pool, async (client) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const query = new pg.Query(sql, parameters).on('error', reject).on('end', resolve);
      const submit = query.submit.bind(query);
      query.submit = (connection) => {
        connection.stream.cork();
        connection.parse({ name: '', text: SET_WORKSPACE, types: [] }, true);
        connection.bind({ values: [workspace] }, true);
        connection.describe({ type: 'P' }, true);
        connection.execute({}, true);
        submit(connection);
        connection.stream.uncork();
      };
      client.query(query);
      return ((await promise) as [unknown, { rows: object[] }])[1].rows;
    });
}

/** Statements of one text are one transaction too, but a text of several takes no parameters: values go into the SQL. */
export function asText(pool: pg.Pool, before?: string): Read {
  return async ({ sql, parameters }, workspace) => {
    const text = inline(sql, parameters);
    const results = await pool.query<object>(before === undefined ? text : `${inline(before, [workspace])}; ${text}`);
    return [results].flat().at(-1)!.rows;
  };
}

function inline(sql: string, values: unknown[]): string {
  return sql.replace(/\$(\d+)/g, (_, place: string) => pg.escapeLiteral(String(values[Number(place) - 1])));
}

async function borrow<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}
