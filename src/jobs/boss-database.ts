import type { Db } from 'pg-boss';
import type { Query } from '../database/database.service.js';
import type { DatabaseConnector } from '../database/database-connector.js';

/** What pg-boss runs its statements with: our pool, which never delivers a broken connection. */
export function pooledDatabase(connector: DatabaseConnector, waitMs: number): Db {
  return {
    async executeSql(text, values) {
      const deadline = performance.now() + waitMs;
      const pool = await connector.connected(deadline);
      const client = await pool.acquire(deadline);
      try {
        return await client.query(text, values);
      } finally {
        client.release();
      }
    },
  };
}

/** What pg-boss runs a statement in a transaction of ours with. */
export function transactionDatabase(query: Query): Db {
  return { executeSql: async (text, values) => ({ rows: await query<object>(text, values) }) };
}
