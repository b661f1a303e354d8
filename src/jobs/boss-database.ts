import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'pg-boss';
import type pg from 'pg';
import type { Query } from '../database/database.service.js';
import type { DatabaseConnector } from '../database/database-connector.js';
import { toDatabaseError } from '../database/database.errors.js';
import { pauseBeforeRetry } from '../database/retries.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';

/** A service that stops does not wait longer for the database; what is not settled is taken by another process. */
const STOPPING_WAIT_MS = 1_000;

/**
 * What pg-boss runs its statements with: our pool, which never delivers a broken connection. A statement whose connection
 * is lost is run again, since each can be: those that settle a job are fenced by its attempt, and a job that was taken
 * without our knowing shows no sign of life, and is taken again.
 * @param waitMs how long a statement waits for the database, until the service is `stopping`
 */
export function pooledDatabase(connector: DatabaseConnector, waitMs: number, stopping: AbortSignal): Db {
  return {
    async executeSql(text, values) {
      const deadline = performance.now() + (stopping.aborted ? Math.min(waitMs, STOPPING_WAIT_MS) : waitMs);
      for (let attempt = 1; ; attempt++) {
        try {
          return await run(connector, deadline, text, values);
        } catch (error) {
          const cause = error instanceof SalesAgentError ? error : toDatabaseError(error);
          const pauseMs = pauseBeforeRetry(cause, attempt, true);
          if (pauseMs === undefined || performance.now() + pauseMs > deadline) throw error;
          await sleep(pauseMs);
        }
      }
    },
  };
}

/** What pg-boss runs a statement in a transaction of ours with. */
export function transactionDatabase(query: Query): Db {
  return { executeSql: async (text, values) => ({ rows: await query<object>(text, values) }) };
}

async function run(
  connector: DatabaseConnector,
  deadline: number,
  text: string,
  values: unknown[] | undefined,
): Promise<pg.QueryResult> {
  const pool = await connector.connected(deadline);
  const client = await pool.acquire(deadline);
  try {
    return await client.query(text, values);
  } finally {
    client.release();
  }
}
