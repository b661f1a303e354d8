import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { ResilientPool, type ResilientPoolOptions } from '../../src/database/resilient-pool.js';
import { useTestDatabase } from './test-database.js';

export const POOL_NAME = 'pool under test';

/** A database with a table `notes`, which is empty before each test, and pools of connections to it. */
export function usePools() {
  const database = useTestDatabase({ empty: true });
  let pools: ResilientPool[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    await database.query('CREATE TABLE notes (id int PRIMARY KEY)');
  });

  beforeEach(() => database.query('TRUNCATE notes'));

  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    pools = [];
  });

  return {
    database,
    /** A pool that ends with the test. */
    open: (options: Partial<ResilientPoolOptions> = {}): ResilientPool => {
      const pool = new ResilientPool({
        ...{ connectionString: database.url, application_name: POOL_NAME, max: 5, min: 5 },
        ...{ waitMs: 5_000, lifetimeMs: 3_600_000 },
        ...options,
      });
      pools.push(pool);
      return pool;
    },
    /** Ends every connection of the pools, as an operator can. */
    terminate: (): Promise<unknown> =>
      database.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1', [
        POOL_NAME,
      ]),
    notes: async (): Promise<number> => (await database.query('SELECT FROM notes')).length,
  };
}

/** Runs one statement as `Database` does, which does not report the outcome to the pool. */
export async function run(pool: ResilientPool, sql: string, parameters: unknown[] = []): Promise<pg.QueryResult> {
  const client = await pool.acquire();
  try {
    return await client.query(sql, parameters);
  } finally {
    client.release();
  }
}

/** Opens `count` connections and leaves them idle. */
export async function fill(pool: ResilientPool, count: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => pool.acquire()));
  for (const client of clients) client.release();
}
