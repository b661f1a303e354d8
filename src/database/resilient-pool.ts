import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DatabaseConnectionError, isConnectionFault, refusesParameters } from './database.errors.js';
import { Outage } from './outage.js';
import type { PoolState } from './pool-state.js';
import { PooledConnection } from './pooled-connection.js';
import { Waiter, WaitingLine } from './waiting-line.js';

/** By how much of it a connection's life is shortened at most, so that those opened together do not close together. */
const LIFETIME_JITTER = 0.2;
/** Weight of the newest round trip in the average. */
const LATENCY_WEIGHT = 0.2;

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
  private readonly lifetimeMs: number;
  /** Since the last dial failed, until one succeeds. */
  private readonly outage = new Outage();
  private readonly connections = new Map<pg.ClientBase, PooledConnection>();
  private readonly line = new WaitingLine(() => this.outage.refusal);
  /** Connections that are lent, or being opened for somebody. */
  private lent = 0;
  private isDialling = false;
  /** When a connection last failed, by `performance.now()`. */
  private failedAt = -Infinity;
  private evictions = 0;
  private latencyMs: number | null = null;

  constructor({ waitMs, lifetimeMs, ...options }: ResilientPoolOptions) {
    super(options);
    this.waitMs = waitMs;
    this.lifetimeMs = lifetimeMs;
    this.on('connect', (client) => {
      this.welcome(client);
    });
    this.on('remove', (client) => this.connections.delete(client));
    this.on('error', () => {
      this.evictions++;
      this.distrust();
    });
  }

  get state(): PoolState {
    const { totalCount: size, idleCount: idle, evictions, latencyMs } = this;
    const { max } = this.options;
    return { size, idle, checkedOut: size - idle, waiting: this.line.length, max, evictions, latencyMs };
  }

  /** Connections that are lent, and whose borrowers wait for the server just now. */
  awaitingAnswers(): PooledConnection[] {
    return [...this.connections.values()].filter(({ isAwaitingAnswer }) => isAwaitingAnswer);
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
    for (const connection of this.connections.values()) if (connection.isLent) connection.cut();
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
    const connection = this.connections.get(client);
    if (connection === undefined) throw new Error('The pool does not know a connection of its own');
    const release = client.release.bind(client);
    connection.isLent = true;
    client.release = (error) => {
      this.takeBack(connection, release, error);
    };
    if (connection.isTrusted(performance.now(), this.failedAt)) waiter.give(client);
    else void this.vet(client, connection, waiter);
  }

  /** Delivers a connection that passes a test; one that fails takes those with it that are no better. */
  private async vet(client: pg.PoolClient, connection: PooledConnection, waiter: Waiter): Promise<void> {
    if (!connection.isExpired(performance.now())) {
      try {
        this.noteLatency(await connection.test());
        waiter.give(client);
        return;
      } catch {
        connection.cut();
        this.distrust();
        for (const other of this.connections.values()) if (other.isSuspect(this.failedAt)) other.cutIfIdle();
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
      if (condition !== 'in transaction') this.distrust();
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
    if (isConnectionFault(error)) this.distrust();
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
    const lifetimeMs = this.lifetimeMs * (1 - LIFETIME_JITTER * Math.random());
    this.connections.set(client, new PooledConnection(client, lifetimeMs));
    if (!this.outage.isOn()) return;
    this.outage.end();
    // Not at once: this one is still on its way to whom it was opened for.
    queueMicrotask(() => {
      this.serve();
    });
  }

  /** From now on, nothing is lent untested that last worked before now. */
  private distrust(): void {
    this.failedAt = performance.now();
  }

  private noteLatency(ms: number): void {
    this.latencyMs = this.latencyMs === null ? ms : this.latencyMs + (ms - this.latencyMs) * LATENCY_WEIGHT;
  }
}
