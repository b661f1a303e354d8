import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DatabaseConnectionError, isConnectionFault, refusesParameters } from './database.errors.js';
import { ConnectBackoff } from './connect-backoff.js';
import type { PoolState } from './pool-state.js';
import type { PooledConnection } from './pooled-connection.js';
import { PooledConnections } from './pooled-connections.js';
import { Waiter, WaitQueue } from './wait-queue.js';

export interface ResilientPoolOptions extends pg.PoolConfig {
  /** Longest time that a borrower waits for a connection, in ms. */
  waitMs: number;
  /** Age at which a connection is replaced, in ms. */
  lifetimeMs: number;
}

type Release = (error?: Error | boolean) => void;
type Borrowed = (error: Error | undefined, client: pg.PoolClient | undefined, done: Release) => void;

/**
 * A `pg.Pool` that lends no broken connection. What comes back broken, or in the middle of a transaction, is closed; what
 * was idle for a while, or last worked before any connection failed, is tested first. While no connection can be made,
 * borrowers stand in line, and one dial after the other is tried for all of them. `connectionTimeoutMillis` bounds a dial.
 */
export class ResilientPool extends pg.Pool {
  private readonly logger = new Logger(ResilientPool.name);
  private readonly waitMs: number;
  private readonly connections: PooledConnections;
  /** Since the last dial failed, until one succeeds. */
  private readonly outage = new ConnectBackoff();
  private readonly line = new WaitQueue(() => this.outage.refusal);
  /** Connections that are lent, or being opened for somebody. */
  private lent = 0;
  private isDialling = false;
  private evictions = 0;

  constructor({ waitMs, lifetimeMs, ...options }: ResilientPoolOptions) {
    super(options);
    this.waitMs = waitMs;
    this.connections = new PooledConnections(lifetimeMs);
    this.on('connect', (client) => {
      this.welcome(client);
    });
    this.on('remove', (client) => {
      this.connections.remove(client);
    });
    this.on('error', () => {
      this.evictions++;
      this.connections.distrust();
    });
  }

  get state(): PoolState {
    const { totalCount: size, idleCount: idle, evictions } = this;
    const waiting = this.line.length;
    const { latencyMs } = this.connections;
    return { size, idle, checkedOut: size - idle, waiting, max: this.options.max, evictions, latencyMs };
  }

  /** Connections that are lent, and whose borrowers wait for the server just now. */
  awaitingAnswers(): PooledConnection[] {
    return this.connections.awaitingAnswers();
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Borrowed): void;
  override connect(callback?: Borrowed): Promise<pg.PoolClient> | undefined {
    const borrowed = this.acquire();
    if (callback === undefined) return borrowed;
    borrowed.then(
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
   * Lends a connection, until its `release` is called.
   * @param deadline how long to wait for one, by `performance.now()`
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError
   */
  acquire(deadline = performance.now() + this.waitMs): Promise<pg.PoolClient> {
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(deadline, resolve, reject);
      if (this.line.length === 0 && this.mayLend()) {
        this.lend(waiter);
      } else {
        this.line.join(waiter);
        this.serve();
      }
    });
  }

  /** Closes every connection. Whoever waits for one gets none, and whoever still holds one loses it. */
  override end(): Promise<void>;
  override end(callback: () => void): void;
  override end(callback?: () => void): Promise<void> | undefined {
    this.line.dismiss(new DatabaseConnectionError());
    this.connections.cutLent();
    if (callback === undefined) return super.end();
    super.end(callback);
    return undefined;
  }

  /** While no connection can be made, only what there is can be lent. */
  private mayLend(): boolean {
    return this.lent < (this.outage.isOn() ? this.totalCount : this.options.max);
  }

  /** Never waits in the line of `pg.Pool`, which is never asked for more than there is, or can be made. */
  private lend(waiter: Waiter): void {
    this.lent++;
    super.connect((error, client) => {
      if (client !== undefined) {
        this.hand(client, waiter);
      } else {
        this.lent--;
        this.noteFailedDial(error);
        this.tryAgain(waiter);
      }
    });
  }

  private hand(client: pg.PoolClient, waiter: Waiter): void {
    const connection = this.connections.of(client);
    const release = client.release.bind(client);
    connection.isLent = true;
    client.release = (error) => {
      this.takeBack(connection, release, error);
    };
    if (this.connections.isTrusted(connection)) waiter.give(client);
    else void this.vet(client, connection, waiter);
  }

  /** Delivers a connection that passes a test; one that fails takes those with it that are no better. */
  private async vet(client: pg.PoolClient, connection: PooledConnection, waiter: Waiter): Promise<void> {
    if (!connection.isExpired(performance.now())) {
      try {
        await this.connections.test(connection);
        waiter.give(client);
        return;
      } catch {
        connection.cut();
        this.connections.distrust();
        this.connections.cutSuspects();
      }
    }
    client.release();
    this.tryAgain(waiter);
  }

  private tryAgain(waiter: Waiter): void {
    if (waiter.hasGivenUp) return;
    if (this.ending) {
      waiter.refuse(new DatabaseConnectionError());
    } else {
      this.line.rejoin(waiter);
      this.serve();
    }
  }

  private takeBack(connection: PooledConnection, release: Release, error?: Error | boolean): void {
    if (!connection.isLent) throw new Error('A connection was given back twice');
    connection.isLent = false;
    if (error !== undefined && error !== false) connection.cut();
    if (connection.condition !== 'settling') this.putAway(connection, release);
    else
      void connection.settle().then(() => {
        this.putAway(connection, release);
      });
  }

  private putAway(connection: PooledConnection, release: Release): void {
    const { condition } = connection;
    const now = performance.now();
    this.lent--;
    if (condition === 'idle') {
      connection.prove(now);
      release(connection.isExpired(now));
    } else {
      this.evictions++;
      if (condition !== 'in transaction') this.connections.distrust();
      release(true);
      connection.cut();
    }
    this.serve();
  }

  /** Lends to those in line what there is to lend, and dials if that is nothing. */
  private serve(): void {
    while (this.mayLend()) {
      const waiter = this.line.next();
      if (waiter === undefined) return;
      this.lend(waiter);
    }
    if (this.outage.isOn() && !this.isDialling) void this.dial();
  }

  /** Dials for those in line, once at a time, until it succeeds or nobody waits any more. */
  private async dial(): Promise<void> {
    this.isDialling = true;
    while (this.outage.isOn() && this.line.length > 0 && this.totalCount < this.options.max && !this.ending) {
      await this.dialOnce();
      if (this.outage.isOn()) await sleep(this.outage.pauseMs);
    }
    this.isDialling = false;
  }

  private dialOnce(): Promise<void> {
    this.lent++;
    return new Promise((resolve) => {
      super.connect((error, client) => {
        this.lent--;
        if (client === undefined) this.noteFailedDial(error);
        else client.release();
        resolve();
      });
    });
  }

  private noteFailedDial(error: Error | undefined): void {
    if (error === undefined || this.ending || this.adaptToPooler(error)) return;
    if (isConnectionFault(error)) this.connections.distrust();
    this.outage.begin(error);
  }

  /** PgBouncer refuses to set time-outs when a connection starts; what remains then is the client's own. */
  private adaptToPooler(error: Error): boolean {
    if (this.options.statement_timeout === undefined || !refusesParameters(error)) return false;
    this.options.statement_timeout = undefined;
    this.options.idle_in_transaction_session_timeout = undefined;
    this.logger.warn('A pooler stands before the database and takes no statement_timeout: set it for the role instead');
    return true;
  }

  private welcome(client: pg.PoolClient): void {
    this.connections.add(client);
    if (!this.outage.isOn()) return;
    this.outage.end();
    // Not at once: this one is still on its way to whom it was opened for.
    queueMicrotask(() => {
      this.serve();
    });
  }
}
