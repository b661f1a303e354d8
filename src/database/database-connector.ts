import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { DatabaseConnectionError } from './database.errors.js';
import { Migrator } from './migrator.js';
import type { PoolState } from './pool-state.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface ConnectorOptions {
  migrateOnStart: boolean;
  /** Longest time a request waits for a database that is not there yet, in ms. */
  waitMs: number;
}

/**
 * Connects in the background, for as long as it takes, so that the service listens and is alive before its database
 * is; requests that come early wait a bounded time.
 */
export class DatabaseConnector implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DatabaseConnector.name);
  private readonly migrator: Migrator;
  private readonly stopping = new AbortController();
  private readonly ready = Promise.withResolvers<DataSource>();
  private usable = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: ConnectorOptions,
  ) {
    this.migrator = new Migrator(dataSource);
    this.ready.promise.catch(() => undefined);
  }

  onApplicationBootstrap(): void {
    void this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /**
   * The data source, once it is connected and its schema is in step.
   * @throws DatabaseConnectionError if that takes longer than a request may wait
   */
  async connected(): Promise<DataSource> {
    if (this.usable) return this.dataSource;
    const signal = AbortSignal.any([AbortSignal.timeout(this.options.waitMs), this.stopping.signal]);
    const gaveUp = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(new DatabaseConnectionError(signal.reason));
      });
    });
    return Promise.race([this.ready.promise, gaveUp]);
  }

  /** How the connections are, which is all zero before the first. */
  poolState(): PoolState {
    const { master, options } = this.dataSource.driver as unknown as { master?: Pool; options: { poolSize: number } };
    const { totalCount: size = 0, idleCount: idle = 0, waitingCount: waiting = 0 } = master ?? {};
    return { size, idle, checkedOut: size - idle, waiting, max: options.poolSize, evictions: 0, latencyMs: null };
  }

  private async connect(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; !this.stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        if (!this.dataSource.isInitialized) await this.dataSource.initialize();
        if (this.options.migrateOnStart) await this.migrator.run();
        const pending = await this.migrator.pending();
        if (pending.length === 0) {
          this.usable = true;
          this.ready.resolve(this.dataSource);
          return;
        }
        this.logger.warn(`Waiting for ${pending.length} migrations; run "npm run migration:run"`);
      } catch (error) {
        this.logger.warn(`The database is not there yet: ${error instanceof Error ? error.message : String(error)}`);
      }
      await sleep(pause * (0.5 + Math.random()), undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}
