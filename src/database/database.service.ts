import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { CopyReader } from './copy-reader.js';
import { DatabaseClient } from './database-client.js';
import { DatabaseConnector } from './database-connector.js';
import {
  DatabaseConnectionError,
  DatabasePoolExhaustedError,
  DatabaseQueryError,
  DatabaseReadOnlyError,
  toDatabaseError,
} from './database.errors.js';
import { DatabaseProbe } from './database.probe.js';
import { DatabaseSettings } from './database.settings.js';
import { currentRequest, noteWait } from '../telemetry/request-context.js';
import { endSpan } from '../telemetry/tracing.js';
import { type Sql, textOf } from './prepared-statement.js';
import { pauseBeforeRetry } from './retries.js';
import { beginStatement } from './statement-span.js';
import { runStatement } from './statement.js';
import { RowCursor } from './row-cursor.js';

/** Runs one statement; the rows have the names that the statement gives its columns. */
export type Query = <Row extends object>(sql: Sql, parameters?: unknown[]) => Promise<Row[]>;

/** What waits for a transaction to commit, by the function that runs its statements. */
const commitListeners = new WeakMap<Query, (() => void)[]>();

/**
 * Calls `listener` once the transaction that handed `query` out has committed; never if it does not. Where `query` is not
 * that of a transaction, it is never called either.
 */
export function afterCommit(query: Query, listener: () => void): void {
  const listeners = commitListeners.get(query);
  if (listeners === undefined) commitListeners.set(query, [listener]);
  else listeners.push(listener);
}

/** One attempt, over one connection. */
interface Attempt {
  client: pg.PoolClient;
  /** Whether it may be retried if it is unknown whether it was applied; a transaction changes that when it commits. */
  isRetryable: boolean;
  /** Whether the connection outlives the attempt. */
  isKept?: boolean;
}

/**
 * Runs the statements and transactions of all repositories; everything it throws is a domain error. Serialization
 * failures and deadlocks are retried a few times. After a lost connection, only reads and idempotent writes are retried,
 * for as long as a caller may wait.
 */
@Injectable()
export class Database {
  /** Longest time that a request waits for a connection and for retries, in all its statements together. */
  private readonly waitMs: number;
  /** Longest time that the server may take for a statement, or for the next rows of one. */
  private readonly statementMs: number;

  constructor(
    private readonly connector: DatabaseConnector,
    private readonly probe: DatabaseProbe,
    { poolTimeoutSeconds, statementTimeoutSeconds }: DatabaseSettings,
  ) {
    this.waitMs = poolTimeoutSeconds * 1_000;
    this.statementMs = statementTimeoutSeconds * 1_000;
  }

  /**
   * Runs a statement that changes nothing; it is retried if the connection is lost.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError, DatabaseTimeoutError or DatabaseQueryError
   */
  read<Row extends object>(sql: Sql, parameters: unknown[] = []): Promise<Row[]> {
    return this.attempt(true, ({ client }) => run<Row>(client, sql, parameters));
  }

  /**
   * Runs an idempotent statement, such as an insert under an id of the caller's that does nothing if the row exists; it
   * is retried like a read.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError, DatabaseReadOnlyError, DatabaseOutOfResourcesError,
   * DatabaseTimeoutError, ConstraintViolationError or DatabaseQueryError
   */
  idempotentWrite<Row extends object>(sql: Sql, parameters: unknown[] = []): Promise<Row[]> {
    return this.attempt(true, ({ client }) => run<Row>(client, sql, parameters));
  }

  /**
   * Runs a statement once: if the connection is lost, it is unknown whether it was applied.
   * @throws the same as `idempotentWrite`
   */
  write<Row extends object>(sql: Sql, parameters: unknown[] = []): Promise<Row[]> {
    return this.attempt(false, ({ client }) => run<Row>(client, sql, parameters));
  }

  /**
   * Runs `work` in one transaction: everything is stored, or nothing if `work` throws. `work` may run more than once, so
   * it must do nothing but run statements.
   * @throws the same as `idempotentWrite`; after a DatabaseConnectionError at COMMIT it is unknown whether it was stored
   */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.transact(work, false);
  }

  /**
   * Runs idempotent work in one transaction, which is retried like a read.
   * @throws the same as `idempotentWrite`
   */
  idempotentTransaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.transact(work, true);
  }

  /**
   * Opens a statement whose rows are too many for one answer. It takes a connection of the pool until it is closed.
   * @param idleMs how long the server waits for the reader between two batches
   * @throws the same as `read`
   */
  openCursor(sql: string, parameters: unknown[], idleMs: number): Promise<RowCursor> {
    return this.attempt(true, async (attempt) => {
      try {
        const cursor = await RowCursor.open(attempt.client, sql, parameters, idleMs);
        attempt.isKept = true;
        return cursor;
      } catch (error) {
        throw toDatabaseError(error);
      }
    });
  }

  /**
   * Starts a statement whose rows are read as fast as PostgreSQL writes them. It takes a connection of the pool until it is closed.
   * @param sql without parameters; `literalOf` writes values
   * @param idleMs how long the server keeps the connection of a reader that takes nothing
   * @throws the same as `read`
   */
  openCopy(sql: string, idleMs: number): Promise<CopyReader> {
    return this.attempt(true, async (attempt) => {
      const reader = await CopyReader.open(attempt.client, sql, { silenceMs: this.statementMs, idleMs });
      attempt.isKept = true;
      return reader;
    });
  }

  private transact<Result>(work: (query: Query) => Promise<Result>, isIdempotent: boolean): Promise<Result> {
    return this.attempt(true, async (attempt) => {
      const { client } = attempt;
      try {
        const query: Query = (sql, parameters = []) => run(client, sql, parameters);
        await send(client, 'BEGIN');
        const result = await work(query);
        attempt.isRetryable = isIdempotent;
        await commit(client);
        for (const listener of commitListeners.get(query) ?? []) listener();
        return result;
      } catch (error) {
        // A lost connection has nothing to roll back, and a hanging one would hang again.
        if (!(error instanceof DatabaseConnectionError)) await send(client, 'ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  private async attempt<Result>(isRetryable: boolean, work: (attempt: Attempt) => Promise<Result>): Promise<Result> {
    const request = currentRequest();
    const deadline = performance.now() + this.waitMs - (request?.waitedMs ?? 0);
    for (let count = 1; ; count++) {
      const attempt: Attempt = { client: await this.acquire(deadline), isRetryable };
      if (request?.waitedMs !== undefined) request.waitedMs = 0;
      let failure: unknown;
      try {
        return await work(attempt);
      } catch (error) {
        failure = error;
      } finally {
        if (attempt.isKept !== true) attempt.client.release(isReadOnly(failure));
      }
      const pauseMs = pauseBeforeRetry(failure, count, attempt.isRetryable);
      if (pauseMs === undefined || performance.now() + pauseMs > deadline) throw failure;
      await sleep(pauseMs);
    }
  }

  /** If every connection waits for a silent server, the pool is not busy: the database is away. */
  private async acquire(deadline: number): Promise<pg.PoolClient> {
    const startedAt = performance.now();
    try {
      const pool = await this.connector.connected(deadline);
      return await pool.acquire(deadline);
    } catch (error) {
      noteWait(performance.now() - startedAt);
      const isBusy = error instanceof DatabasePoolExhaustedError && error.cause === undefined;
      throw isBusy && !(await this.probe.check()).reachable ? new DatabaseConnectionError(error) : error;
    }
  }
}

/** A connection to a read-only server works, but must be closed: after a failover it leads to the wrong server. */
function isReadOnly(failure: unknown): boolean {
  return failure instanceof DatabaseReadOnlyError;
}

async function run<Row extends object>(client: pg.PoolClient, sql: Sql, parameters: unknown[]): Promise<Row[]> {
  return (await send(client, sql, parameters)).rows as Row[];
}

/** PostgreSQL answers COMMIT with "ROLLBACK" if a statement failed before and `work` ignored the error. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await send(client, 'COMMIT');
  if (command !== 'COMMIT') throw new DatabaseQueryError(new Error(`COMMIT was answered with ${command}`));
}

async function send(client: pg.PoolClient, sql: Sql, parameters: unknown[] = []): Promise<pg.QueryResult> {
  const span = beginStatement(textOf(sql));
  try {
    const result = await sent(client, sql, parameters);
    endSpan(span);
    return result;
  } catch (error) {
    const failure = toDatabaseError(error);
    endSpan(span, {}, failure.name);
    throw failure;
  }
}

function sent(client: pg.PoolClient, sql: Sql, parameters: unknown[]): Promise<pg.QueryResult> {
  if (typeof sql === 'string') return runStatement(client, sql, parameters);
  return client instanceof DatabaseClient
    ? client.runPrepared(sql, parameters)
    : runStatement(client, sql.text, parameters);
}

/** The row of a statement that always returns one. */
export function onlyRow<Row>([row]: Row[]): Row {
  if (row === undefined) throw new Error('A statement that always returns a row returned none');
  return row;
}
