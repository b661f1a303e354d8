import pg from 'pg';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Schema } from './data-source.js';

const TIMEOUT_MS = 1_000;
const FRESH_MS = 1_000;

export type Reachability = { reachable: true; pendingMigrations: string[] } | { reachable: false };

/**
 * Asks the database how it is over a connection of its own, since a busy pool is not a dead database. Answers are kept
 * for a second, and concurrent askers share one question, so that probes cost nothing.
 */
export class DatabaseProbe implements OnApplicationShutdown {
  private client: pg.Client | undefined;
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

  private async ask(): Promise<Reachability> {
    try {
      const client = this.client ?? (await this.connect());
      const { rows } = await client.query<{ name: string }>(`SELECT name FROM migrations`);
      const done = new Set(rows.map(({ name }) => name));
      const pendingMigrations = this.migrations.map(({ name }) => name).filter((name) => !done.has(name));
      return { reachable: true, pendingMigrations };
    } catch (error) {
      const UNDEFINED_TABLE = '42P01';
      if ((error as { code?: string }).code === UNDEFINED_TABLE) {
        return { reachable: true, pendingMigrations: this.migrations.map(({ name }) => name) };
      }
      await this.disconnect();
      return { reachable: false };
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'sales-agent probe',
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
    });
    // A connection that breaks while idle is told by the next question; unheard, the event would end the process.
    client.on('error', () => undefined);
    await client.connect();
    this.client = client;
    return client;
  }

  private async disconnect(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }
}
