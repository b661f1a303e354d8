import pg from 'pg';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Schema } from './data-source.js';

const TIMEOUT_MS = 1_000;
const FRESH_MS = 1_000;
const UNDEFINED_TABLE = '42P01';

/** Told apart from each other by the server, whose answer about others is worth nothing where a pooler stands between. */
const RESTING = `
  SELECT pg_backend_pid() AS own, ARRAY(
    SELECT asked FROM unnest($1::int[]) AS asked
    WHERE NOT EXISTS (
      SELECT FROM pg_stat_activity WHERE pid = asked AND (state IS NULL OR state NOT LIKE 'idle%'))
  ) AS resting`;

export type Reachability =
  | {
      reachable: true;
      pendingMigrations: string[];
      /** Time of the question, in ms. */
      latencyMs: number;
    }
  | { reachable: false };

/**
 * Asks the database how it is over a connection of its own, since a busy pool is not a dead database. Answers are kept
 * for a second, and concurrent askers share one question, so that probes cost nothing.
 */
export class DatabaseProbe implements OnApplicationShutdown {
  private connection: Promise<pg.Client> | undefined;
  private answer: Promise<Reachability> | undefined;
  private askedAt = -Infinity;

  constructor(
    private readonly url: string,
    private readonly migrations: Schema['migrations'],
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.disconnect();
  }

  /** Never throws: a database that does not answer within a second is not reachable. */
  check(): Promise<Reachability> {
    if (this.answer === undefined || performance.now() - this.askedAt > FRESH_MS) {
      this.askedAt = performance.now();
      this.answer = this.ask();
    }
    return this.answer;
  }

  /**
   * Which of these server processes run no statement just now, or are gone; none where nobody can tell, as behind a
   * pooler. Never throws.
   */
  async findResting(processIds: number[]): Promise<number[]> {
    try {
      const client = await this.connect();
      const { rows } = await client.query<{ own: number; resting: number[] }>(RESTING, [processIds]);
      const { processID } = client as unknown as { processID: number };
      return rows[0]?.own === processID ? rows[0].resting : [];
    } catch {
      await this.disconnect();
      return [];
    }
  }

  private async ask(): Promise<Reachability> {
    try {
      const client = await this.connect();
      const start = performance.now();
      const done = await findMigrations(client);
      const latencyMs = performance.now() - start;
      const pendingMigrations = this.migrations.map(({ name }) => name).filter((name) => !done.has(name));
      return { reachable: true, pendingMigrations, latencyMs };
    } catch {
      await this.disconnect();
      return { reachable: false };
    }
  }

  private connect(): Promise<pg.Client> {
    this.connection ??= open(this.url);
    return this.connection;
  }

  private async disconnect(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    // A second asker may find the same connection broken; what never came about needs no end.
    await connection?.then((client) => client.end()).catch(() => undefined);
  }
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'sales-agent probe',
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A connection that breaks while idle is told by the next question; unheard, the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function findMigrations(client: pg.Client): Promise<Set<string>> {
  try {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations');
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}
