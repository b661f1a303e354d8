import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { ConfigurationError } from '../config/configuration.error.js';
import { type BackOff, backOffMs, pause } from '../resilience/back-off.js';
import { withTimeout } from '../resilience/timeout.js';
import { clientConfig } from './client-config.js';
import { poolOf } from './data-source.js';
import { DatabaseConnectionError } from './database.errors.js';
import type { DatabaseSettings } from './database.settings.js';
import { Migrator } from './migrator.js';
import type { PooledConnection } from './pooled-connection.js';
import type { PoolState, ResilientPool } from './resilient-pool.js';
import { checkServer } from './server-check.js';
import { DatabaseSetupError } from './setup-faults.js';

const BACK_OFF: BackOff = { firstMs: 50, longestMs: 2_000 };
/** The probe has a connection of its own, outside the pool. */
const PROBE_CONNECTIONS = 1;

/**
 * Connects and migrates in the background, for as long as it takes, so that the service can start before its database;
 * requests that come early wait for a limited time. It gives up only for a reason that an operator must remove.
 */
export class DatabaseConnector implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DatabaseConnector.name);
  private readonly migrator: Migrator;
  private readonly stopping = new AbortController();
  private readonly ready = Promise.withResolvers<ResilientPool>();
  private connecting: Promise<void> | undefined;
  private pool: ResilientPool | undefined;
  private lastMessage = '';
  /** Whether it was reached last, and lacked migrations that others have to run. */
  private isBehind = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly url: string,
    private readonly settings: DatabaseSettings,
  ) {
    this.migrator = new Migrator(dataSource);
    this.ready.promise.catch(() => undefined);
  }

  onApplicationBootstrap(): void {
    this.connecting = this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.ready.reject(new DatabaseConnectionError());
    await this.disconnect();
    // An attempt that was under way may have connected since.
    await this.connecting;
    await this.disconnect();
  }

  /**
   * The pool, once it is connected and the schema is migrated.
   * @param deadline how long to wait for that, by `performance.now()`
   * @throws DatabaseConnectionError if that takes longer than a request may wait
   * @throws ConfigurationError or DatabaseSetupError if an operator must act
   */
  async connected(deadline: number): Promise<ResilientPool> {
    if (this.pool !== undefined) return this.pool;
    return withTimeout(this.ready.promise, Math.max(0, deadline - performance.now()), () => {
      const cause = new Error('The database was not reached since the start');
      throw this.isBehind
        ? new DatabaseConnectionError(cause, 'The database waits for migrations: run "npx sales-agent migrate run"')
        : new DatabaseConnectionError(cause);
    });
  }

  /**
   * Resolves once it is connected and the schema is migrated, however long that takes.
   * @throws ConfigurationError or DatabaseSetupError if an operator must act; DatabaseConnectionError if the service stops first
   */
  async firstConnected(): Promise<void> {
    await this.ready.promise;
  }

  /**
   * Never resolves: rejects when the process should end.
   * @throws ConfigurationError or DatabaseSetupError as soon as it is clear that an operator must act
   */
  async refused(): Promise<never> {
    await this.firstConnected();
    return new Promise(() => undefined);
  }

  /** Whether the database was ever reached, and the schema migrated, since the start. */
  get wasConnected(): boolean {
    return this.pool !== undefined;
  }

  /** The state of the pool; zeros before the first connection. */
  poolState(): PoolState {
    const { maxConnections: max } = this.settings;
    const none = { size: 0, idle: 0, checkedOut: 0, waiting: 0, max, evictions: 0, latencyMs: null };
    return this.pool?.state ?? none;
  }

  /** Connections whose statement waits for the server. */
  awaitingAnswers(): PooledConnection[] {
    return this.pool?.connections.awaitingAnswers() ?? [];
  }

  private async connect(): Promise<void> {
    for (let failures = 1; !this.stopping.signal.aborted; failures++) {
      try {
        if (!this.dataSource.isInitialized) await this.open();
        if (this.settings.migrateOnStart) await this.migrator.run();
        const pending = await this.migrator.pending();
        this.isBehind = pending.length > 0;
        if (!this.isBehind) {
          await this.assertComplete();
          this.pool = poolOf(this.dataSource);
          this.ready.resolve(this.pool);
          return;
        }
        this.logOnce(`Waiting for ${pending.length} migrations; run "npx sales-agent migrate run"`);
      } catch (error) {
        this.isBehind = false;
        if (error instanceof ConfigurationError || error instanceof DatabaseSetupError) {
          this.ready.reject(error);
          return;
        }
        this.logOnce(`The database cannot be reached yet: ${error instanceof Error ? error.message : String(error)}`);
      }
      await pause(backOffMs(failures, BACK_OFF), this.stopping.signal);
    }
  }

  private async open(): Promise<void> {
    const config = clientConfig(this.url, this.settings);
    const available = await checkServer(config, this.settings.connectTimeoutSeconds * 1_000, this.stopping.signal);
    this.announce(available);
    try {
      await this.dataSource.initialize();
    } catch (error) {
      // A half-open data source holds connections.
      await this.dataSource.driver.disconnect().catch(() => undefined);
      throw error;
    }
  }

  /** An empty table in place of a lost one would mean, for that of the keys, that none was ever made. */
  private async assertComplete(): Promise<void> {
    const missing = await this.migrator.missingTables();
    if (missing.length === 0) return;
    throw new DatabaseSetupError(
      `The database has run all migrations and yet has no ${missing.join(', ')}; restore it from a backup.`,
    );
  }

  private async disconnect(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** Every replica opens as many connections, so the operator needs the product. */
  private announce(available: number): void {
    const own = this.settings.maxConnections + PROBE_CONNECTIONS;
    const sum = `This replica opens at most ${own} connections; the server accepts ${available}, enough for`;
    const replicas = Math.floor(available / own);
    if (replicas > 0) this.logOnce(`${sum} ${replicas} such replicas`, 'log');
    else this.logOnce(`${sum} none: lower DB_POOL_SIZE and DB_MAX_OVERFLOW, or raise max_connections`);
  }

  /** Logs a message once, not at every attempt; failures caused by the shutdown are not logged. */
  private logOnce(message: string, level: 'log' | 'warn' = 'warn'): void {
    if (message !== this.lastMessage && !this.stopping.signal.aborted) this.logger[level](message);
    this.lastMessage = message;
  }
}
