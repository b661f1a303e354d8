import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { DatabaseConnector } from './database-connector.js';
import {
  DatabaseConnectionError,
  DatabasePoolExhaustedError,
  DatabaseQueryError,
  DatabaseReadOnlyError,
  toDatabaseError,
} from './database.errors.js';
import type { DatabaseProbe } from './database.probe.js';
import type { PoolState } from './pool-state.js';
import { pauseBeforeRetry } from './retries.js';

/** Runs one statement; rows come back as the statement names their columns. */
export type Query = <Row extends object>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** One try at something, over one connection. */
interface Attempt {
  client: pg.PoolClient;
  /** Whether it may be done again where nobody knows if it was applied; a transaction withdraws that when it commits. */
  isHarmless: boolean;
}

/**
 * The door through which repositories reach the database; everything it throws is an error of ours. What PostgreSQL
 * gave up in favour of another transaction is done again, a few times. What a broken connection left in doubt is done
 * again only where that does no harm, until the time that a caller may have to wait is over.
 */
export class Database {
  /** @param waitMs longest time that a caller waits for a connection, and for repeated attempts */
  constructor(
    private readonly connector: DatabaseConnector,
    private readonly probe: DatabaseProbe,
    private readonly waitMs: number,
  ) {}

  /**
   * Runs a statement that changes nothing; a connection that breaks meanwhile goes unnoticed.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError, DatabaseTimeoutError or DatabaseQueryError
   */
  read<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.attempt(true, ({ client }) => run<Row>(client, sql, parameters));
  }

  /**
   * Runs a statement that leaves the same behind however often it runs, as one does that inserts a row under an id of the
   * caller's unless it is there; it is repeated as a read is.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError, DatabaseReadOnlyError, DatabaseOutOfResourcesError,
   * DatabaseTimeoutError, ConstraintViolationError or DatabaseQueryError
   */
  idempotentWrite<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.attempt(true, ({ client }) => run<Row>(client, sql, parameters));
  }

  /**
   * Runs a statement once: if its connection breaks, nobody knows whether it was applied.
   * @throws the same as `writeRepeatably`
   */
  write<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.attempt(false, ({ client }) => run<Row>(client, sql, parameters));
  }

  /**
   * Runs `work` in one transaction: all of it is stored, or, whatever `work` throws, nothing. It may run more than once,
   * so it must do nothing but ask the database.
   * @throws the same as `writeRepeatably`; a DatabaseConnectionError while it commits leaves open whether it was stored
   */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.transact(work, false);
  }

  /**
   * Runs in one transaction what leaves the same behind however often it runs, which is repeated as a read is.
   * @throws the same as `writeRepeatably`
   */
  idempotentTransaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.transact(work, true);
  }

  /** Whether it was connected, and its schema in step, since the service started. */
  get wasConnected(): boolean {
    return this.connector.wasConnected;
  }

  /** How the connection pool is; of zeros before the first connection. */
  poolState(): PoolState {
    return this.connector.poolState();
  }

  private transact<Result>(work: (query: Query) => Promise<Result>, isRepeatable: boolean): Promise<Result> {
    return this.attempt(true, async (attempt) => {
      const { client } = attempt;
      try {
        await send(client, 'BEGIN');
        const result = await work((sql, parameters = []) => run(client, sql, parameters));
        attempt.isHarmless = isRepeatable;
        await commit(client);
        return result;
      } catch (error) {
        // A connection that broke has nothing to take back, and one that hangs would hang on.
        if (!(error instanceof DatabaseConnectionError)) await send(client, 'ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  private async attempt<Result>(isHarmless: boolean, work: (attempt: Attempt) => Promise<Result>): Promise<Result> {
    const deadline = performance.now() + this.waitMs;
    for (let count = 1; ; count++) {
      const attempt = { client: await this.borrow(deadline), isHarmless };
      let failure: unknown;
      try {
        return await work(attempt);
      } catch (error) {
        failure = error;
      } finally {
        attempt.client.release(isUseless(failure));
      }
      const pauseMs = pauseBeforeRetry(failure, count, attempt.isHarmless);
      if (pauseMs === undefined || performance.now() + pauseMs > deadline) throw failure;
      await sleep(pauseMs);
    }
  }

  /** A pool whose connections all wait for a server that is silent is not busy. */
  private async borrow(deadline: number): Promise<pg.PoolClient> {
    const pool = await this.connector.connected();
    try {
      return await pool.acquire(deadline);
    } catch (error) {
      const isBusy = error instanceof DatabasePoolExhaustedError && error.cause === undefined;
      throw isBusy && !(await this.probe.check()).reachable ? new DatabaseConnectionError(error) : error;
    }
  }
}

/** Whether a connection is not to be used again, though nothing is wrong with it: it leads to the wrong server. */
function isUseless(failure: unknown): boolean {
  return failure instanceof DatabaseReadOnlyError;
}

async function run<Row extends object>(client: pg.PoolClient, sql: string, parameters: unknown[]): Promise<Row[]> {
  return (await send(client, sql, parameters)).rows as Row[];
}

/** Answers "ROLLBACK" where a statement failed before and `work` thought nothing of it. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await send(client, 'COMMIT');
  if (command !== 'COMMIT') throw new DatabaseQueryError(new Error(`COMMIT was answered with ${command}`));
}

async function send(client: pg.PoolClient, sql: string, parameters: unknown[] = []): Promise<pg.QueryResult> {
  try {
    return await client.query(sql, parameters);
  } catch (error) {
    throw toDatabaseError(error);
  }
}
