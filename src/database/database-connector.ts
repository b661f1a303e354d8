import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { ConfigurationError } from '../config/configuration.error.js';
import { poolOf } from './data-source.js';
import { DatabaseConnectionError } from './database.errors.js';
import { Migrator } from './migrator.js';
import type { PoolState } from './pool-state.js';
import type { PooledConnection } from './pooled-connection.js';
import type { ResilientPool } from './resilient-pool.js';
import { checkServer } from './server-check.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
/** The probe keeps a connection of its own beside the pool's. */
const PROBE_CONNECTIONS = 1;

export interface ConnectorOptions {
  url: string;
  migrateOnStart: boolean;
  /** Longest time a request waits for a database that is not there yet, in ms. */
  waitMs: number;
  /** Longest time for one dial, in ms. */
  connectTimeoutMs: number;
  /** Most connections that the pool opens. */
  mostConnections: number;
}

/**
 * Connects in the background, for as long as it takes, so that the service listens and is alive before its database
 * is; requests that come early wait a bounded time. Only a DATABASE_URL that no time makes work is given up.
 */
export class DatabaseConnector implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DatabaseConnector.name);
  private readonly migrator: Migrator;
  private readonly stopping = new AbortController();
  private readonly ready = Promise.withResolvers<ResilientPool>();
  private connecting: Promise<void> | undefined;
  private pool: ResilientPool | undefined;
  private told = '';

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: ConnectorOptions,
  ) {
    this.migrator = new Migrator(dataSource);
    this.ready.promise.catch(() => undefined);
  }

  onApplicationBootstrap(): void {
    this.connecting = this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.disconnect();
    // What was on its way to a connection has one now, or never will.
    await this.connecting;
    await this.disconnect();
  }

  /**
   * The pool, once it is connected and the schema is in step.
   * @throws DatabaseConnectionError if that takes longer than a request may wait
   * @throws ConfigurationError if it will never be
   */
  async connected(): Promise<ResilientPool> {
    if (this.pool !== undefined) return this.pool;
    const signal = AbortSignal.any([AbortSignal.timeout(this.options.waitMs), this.stopping.signal]);
    const gaveUp = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(new DatabaseConnectionError(signal.reason));
      });
    });
    return Promise.race([this.ready.promise, gaveUp]);
  }

  /**
   * Fulfilled once it is connected and the schema is in step, however long that takes.
   * @throws ConfigurationError if it will never be
   */
  async firstConnected(): Promise<void> {
    await this.ready.promise;
  }

  /**
   * Never fulfilled, for whoever is to end the process.
   * @throws ConfigurationError as soon as it is clear that no time makes DATABASE_URL work
   */
  async refused(): Promise<never> {
    await this.firstConnected();
    return new Promise(() => undefined);
  }

  /** Whether there was a connection, and the schema in step, since the start; what became of it nobody is asked. */
  get wasConnected(): boolean {
    return this.pool !== undefined;
  }

  /** How the pool is; of zeros as long as there is none. */
  poolState(): PoolState {
    const { mostConnections: max } = this.options;
    const none = { size: 0, idle: 0, checkedOut: 0, waiting: 0, max, evictions: 0, latencyMs: null };
    return this.pool?.state ?? none;
  }

  /** Connections whose borrowers wait for the server just now. */
  awaitingAnswers(): PooledConnection[] {
    return this.pool?.awaitingAnswers() ?? [];
  }

  private async connect(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; !this.stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        if (!this.dataSource.isInitialized) await this.open();
        if (this.options.migrateOnStart) await this.migrator.run();
        const pending = await this.migrator.pending();
        if (pending.length === 0) {
          this.pool = poolOf(this.dataSource);
          this.ready.resolve(this.pool);
          return;
        }
        this.tell(`Waiting for ${pending.length} migrations; run "npm run migration:run"`);
      } catch (error) {
        if (error instanceof ConfigurationError) {
          this.ready.reject(error);
          return;
        }
        this.tell(`The database is not there yet: ${error instanceof Error ? error.message : String(error)}`);
      }
      await sleep(pause * (0.5 + Math.random()), undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async open(): Promise<void> {
    const room = await checkServer(this.options.url, this.options.connectTimeoutMs, this.stopping.signal);
    this.announce(room);
    try {
      await this.dataSource.initialize();
    } catch (error) {
      // What got half-way holds connections.
      await this.dataSource.driver.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private async disconnect(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** Every replica opens as many, so the operator has to multiply. */
  private announce(room: number): void {
    const own = this.options.mostConnections + PROBE_CONNECTIONS;
    const sum = `This replica opens at most ${own} connections; the server takes ${room}, enough for`;
    const replicas = Math.floor(room / own);
    if (replicas > 0) this.tell(`${sum} ${replicas} such replicas`, 'log');
    else this.tell(`${sum} none: lower DB_POOL_SIZE and DB_MAX_OVERFLOW, or raise max_connections`);
  }

  /** Says a thing once, and not at every attempt; what fails since the service ends is no news. */
  private tell(message: string, level: 'log' | 'warn' = 'warn'): void {
    if (message !== this.told && !this.stopping.signal.aborted) this.logger[level](message);
    this.told = message;
  }
}
