import pg from 'pg';
import { DatabaseClient } from './database-client.js';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Schema } from './data-source.js';
import { findExecuted } from './migrations-table.js';

const TIMEOUT_MS = 1_000;
const FRESH_MS = 1_000;

/** Compares the server's own pid, since behind a pooler process ids of other connections mean nothing. */
const FIND_IDLE = `
  SELECT pg_backend_pid() AS own, ARRAY(
    SELECT listed FROM unnest($1::int[]) AS listed
    WHERE NOT EXISTS (
      SELECT FROM pg_stat_activity WHERE pid = listed AND (state IS NULL OR state NOT LIKE 'idle%'))
  ) AS idle`;

export type Reachability = { reachable: true; pendingMigrations: string[] } | { reachable: false };

/**
 * Checks the database over a connection of its own, since a busy pool is not a dead database. Results are cached for a
 * second, and concurrent calls share one query, so frequent health probes cost nothing.
 */
export class DatabaseProbe implements OnApplicationShutdown {
  private connection: Promise<pg.Client> | undefined;
  private result: Promise<Reachability> | undefined;
  private checkedAt = -Infinity;
  /** The last one of those that use the connection. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly config: { connectionString: string },
    private readonly migrations: Schema['migrations'],
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.disconnect();
  }

  /** Never throws: a database that does not answer within a second is not reachable. */
  check(): Promise<Reachability> {
    const now = performance.now();
    if (this.result === undefined || now - this.checkedAt > FRESH_MS) {
      // Until it is over there is no other.
      this.checkedAt = Infinity;
      this.result = this.inTurn(() => this.query()).finally(() => {
        this.checkedAt = now;
      });
    }
    return this.result;
  }

  /**
   * Which of these server processes run no statement, or do not exist; none if that is unknown, as behind a pooler.
   * Never throws.
   */
  findIdle(processIds: number[]): Promise<number[]> {
    return this.inTurn(() => this.queryIdle(processIds));
  }

  /** Runs `work`, which never throws, after the one before: a connection takes one statement at a time. */
  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result;
    return result;
  }

  private async queryIdle(processIds: number[]): Promise<number[]> {
    try {
      const client = await this.connect();
      const { rows } = await client.query<{ own: number; idle: number[] }>(FIND_IDLE, [processIds]);
      const { processID } = client as unknown as { processID: number };
      return rows[0]?.own === processID ? rows[0].idle : [];
    } catch {
      await this.disconnect();
      return [];
    }
  }

  private async query(): Promise<Reachability> {
    const deadline = performance.now() + TIMEOUT_MS;
    const isFresh = this.connection === undefined;
    try {
      return await this.findPending();
    } catch {
      await this.disconnect();
    }
    // The server may have ended a connection that was idle between two checks, as with idle_session_timeout.
    if (isFresh || performance.now() >= deadline) return { reachable: false };
    return this.query();
  }

  private async findPending(): Promise<Reachability> {
    const client = await this.connect();
    const executed = await findExecuted(async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows);
    return {
      reachable: true,
      pendingMigrations: this.migrations.map(({ name }) => name).filter((name) => !executed.has(name)),
    };
  }

  private connect(): Promise<pg.Client> {
    this.connection ??= open(this.config);
    return this.connection;
  }

  private async disconnect(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    // Another call may have found the same connection broken; one that never opened needs no end.
    await connection?.then((client) => client.end()).catch(() => undefined);
  }
}

async function open(config: { connectionString: string }): Promise<pg.Client> {
  const client = new DatabaseClient({
    ...config,
    application_name: 'sales-agent probe',
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // The next query reports a connection that broke while idle; an unhandled 'error' event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
