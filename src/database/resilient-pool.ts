import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DatabaseClient } from './database-client.js';
import { ConnectBackoff } from './connect-backoff.js';
import { DatabaseConnectionError, isConnectionFault, refusesParameters } from './database.errors.js';
import type { PooledConnection } from './pooled-connection.js';
import { PooledConnections } from './pooled-connections.js';
import { currentRequest } from '../telemetry/request-context.js';
import { Waiter, WaitQueue } from './wait-queue.js';

export interface ResilientPoolOptions extends pg.PoolConfig {
  /** Longest wait for a connection, in ms. */
  waitMs: number;
  /** Age at which a connection is replaced, in ms. */
  lifetimeMs: number;
}

/** The state of a pool, as `PoolResponse` documents it. */
export type PoolState = ResilientPool['state'];

/** On whose behalf a connection is waited for without an API key. */
const NO_KEY = '';

type Release = (error?: Error | boolean) => void;
type OnConnected = (error: Error | undefined, client: pg.PoolClient | undefined, done: Release) => void;

/**
 * A `pg.Pool` that never delivers a broken connection. A connection that is released broken, or inside a transaction, is
 * closed; one that was idle for a while, or has not worked since another one failed, is tested first. While connecting
 * fails, requests wait in a queue, and one attempt after the other is made for all of them. `connectionTimeoutMillis`
 * limits one attempt.
 */
export class ResilientPool extends pg.Pool {
  private readonly logger = new Logger(ResilientPool.name);
  private readonly waitMs: number;
  readonly connections: PooledConnections;
  private readonly backoff = new ConnectBackoff();
  private readonly queue = new WaitQueue(() => this.backoff.waitError);
  /** Connections that are checked out, or being opened for a request. */
  private checkedOut = 0;
  private evictions = 0;

  constructor({ waitMs, lifetimeMs, ...options }: ResilientPoolOptions) {
    super({ Client: DatabaseClient, ...options });
    this.waitMs = waitMs;
    this.connections = new PooledConnections(lifetimeMs);
    this.on('connect', (client) => {
      this.onConnect(client);
    });
    this.on('remove', (client) => {
      this.connections.remove(client);
    });
    this.on('error', () => {
      this.evictions++;
      this.connections.markSuspect();
    });
  }

  get state() {
    const { totalCount: size, idleCount: idle, evictions } = this;
    const { max } = this.options;
    const { latencyMs } = this.connections;
    return { size, idle, checkedOut: size - idle, waiting: this.queue.length, max, evictions, latencyMs };
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: OnConnected): void;
  override connect(callback?: OnConnected): Promise<pg.PoolClient> | undefined {
    const acquired = this.acquire();
    if (callback === undefined) return acquired;
    acquired.then(
      (client) => {
        callback(undefined, client, (error) => {
          client.release(error);
        });
      },
      (error: unknown) => {
        callback(error as Error, undefined, () => undefined);
      },
    );
    return undefined;
  }

  /**
   * Checks a connection out, until its `release` is called.
   * @param deadline how long to wait for one, by `performance.now()`
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError
   */
  acquire(deadline = performance.now() + this.waitMs): Promise<pg.PoolClient> {
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(deadline, resolve, reject);
      if (this.queue.length === 0 && this.hasCapacity()) {
        this.checkOut(waiter);
      } else {
        this.queue.add(waiter, currentRequest()?.keyId ?? NO_KEY);
        this.serveQueue();
      }
    });
  }

  /** Closes every connection, also those that are checked out. Requests that wait for one fail. */
  override end(): Promise<void>;
  override end(callback: () => void): void;
  override end(callback?: () => void): Promise<void> | undefined {
    this.queue.failAll(new DatabaseConnectionError());
    this.connections.destroyCheckedOut();
    if (callback === undefined) return super.end();
    super.end(callback);
    return undefined;
  }

  /** While connecting fails, only open connections can be checked out. */
  private hasCapacity(): boolean {
    return this.checkedOut < (this.backoff.isActive() ? this.totalCount : this.options.max);
  }

  /** pg.Pool's own queue stays empty: we never request more clients than it can supply. */
  private checkOut(waiter: Waiter): void {
    this.checkedOut++;
    super.connect((error, client) => {
      if (client !== undefined) {
        this.deliver(client, waiter);
      } else {
        this.checkedOut--;
        this.onConnectFailure(error);
        this.retry(waiter);
      }
    });
  }

  private deliver(client: pg.PoolClient, waiter: Waiter): void {
    const connection = this.connections.of(client);
    const release = client.release.bind(client);
    connection.isCheckedOut = true;
    client.release = (error) => {
      this.onRelease(connection, release, error);
    };
    if (this.connections.isTrusted(connection)) waiter.deliver(client);
    else void this.validate(client, connection, waiter);
  }

  /** Delivers a connection that passes a test; if it fails, idle connections that are as old are closed with it. */
  private async validate(client: pg.PoolClient, connection: PooledConnection, waiter: Waiter): Promise<void> {
    if (!connection.isExpired(performance.now())) {
      try {
        await this.connections.test(connection);
        waiter.deliver(client);
        return;
      } catch {
        connection.destroy();
        this.connections.markSuspect();
        this.connections.destroyIdleSuspects();
      }
    }
    client.release();
    this.retry(waiter);
  }

  private retry(waiter: Waiter): void {
    if (waiter.hasGivenUp) return;
    if (this.ending) {
      waiter.fail(new DatabaseConnectionError());
    } else {
      this.queue.putBack(waiter);
      this.serveQueue();
    }
  }

  private onRelease(connection: PooledConnection, release: Release, error?: Error | boolean): void {
    if (!connection.isCheckedOut) throw new Error('A connection was released twice');
    connection.isCheckedOut = false;
    // A truth test, since `query()` of pg.Pool releases with `null` after a success.
    if (error) connection.destroy();
    if (connection.condition !== 'draining') this.release(connection, release);
    else
      void connection.drain().then(() => {
        this.release(connection, release);
      });
  }

  private release(connection: PooledConnection, release: Release): void {
    const { condition } = connection;
    const now = performance.now();
    this.checkedOut--;
    if (condition === 'idle') {
      connection.markHealthy(now);
      release(connection.isExpired(now));
    } else {
      this.evictions++;
      if (condition !== 'in transaction') this.connections.markSuspect();
      release(true);
      connection.destroy();
    }
    this.serveQueue();
  }

  /** Checks connections out for waiting requests; tries to connect where there is none to check out. */
  private serveQueue(): void {
    while (this.hasCapacity()) {
      const waiter = this.queue.next();
      if (waiter === undefined) return;
      this.checkOut(waiter);
    }
    if (!this.backoff.isActive()) return;
    void this.backoff.retry(
      () => this.queue.length > 0 && this.totalCount < this.options.max && !this.ending,
      () => this.tryConnect(),
    );
  }

  private tryConnect(): Promise<void> {
    this.checkedOut++;
    return new Promise((resolve) => {
      super.connect((error, client) => {
        this.checkedOut--;
        if (client === undefined) this.onConnectFailure(error);
        else client.release();
        resolve();
      });
    });
  }

  private onConnectFailure(error: Error | undefined): void {
    if (error === undefined || this.ending || this.adaptToPooler(error)) return;
    if (isConnectionFault(error)) this.connections.markSuspect();
    this.backoff.recordFailure(error);
  }

  /** PgBouncer refuses session time-outs as startup parameters; the client's own time-out remains. */
  private adaptToPooler(error: Error): boolean {
    const timeout = this.options.statement_timeout;
    if (timeout === undefined || !refusesParameters(error)) return false;
    this.options.statement_timeout = undefined;
    this.options.idle_in_transaction_session_timeout = undefined;
    const advice =
      String(timeout) === '0' ? 'migrate at the server itself if they are short' : 'doctor says whether there are any';
    this.logger.log(`A pooler is in front of the database: time-outs of the role apply; ${advice}`);
    return true;
  }

  private onConnect(client: pg.PoolClient): void {
    this.connections.add(client);
    if (!this.backoff.isActive()) return;
    this.backoff.recordSuccess();
    // Not at once: this connection is still on its way to the request that it was opened for.
    queueMicrotask(() => {
      this.serveQueue();
    });
  }
}
