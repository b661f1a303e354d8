import type pg from 'pg';
import { PooledConnection } from './pooled-connection.js';

/** Largest share by which a lifetime is shortened, so that connections opened together do not expire together. */
const LIFETIME_JITTER = 0.2;
/** Weight of the newest round trip in the moving average. */
const LATENCY_WEIGHT = 0.2;

/** The connections of a pool, and which of them are suspect since one of them last failed. */
export class PooledConnections {
  private readonly byClient = new Map<pg.ClientBase, PooledConnection>();
  /** When a connection last failed, by `performance.now()`. */
  private failedAt = -Infinity;
  private averageMs: number | null = null;

  /** @param lifetimeMs age at which a connection is replaced, in ms */
  constructor(private readonly lifetimeMs: number) {}

  /** Moving average of the tests' round trips, in ms; `null` before the first. */
  get latencyMs(): number | null {
    return this.averageMs;
  }

  add(client: pg.PoolClient): void {
    const lifetimeMs = this.lifetimeMs * (1 - LIFETIME_JITTER * Math.random());
    this.byClient.set(client, new PooledConnection(client, lifetimeMs));
  }

  remove(client: pg.ClientBase): void {
    this.byClient.delete(client);
  }

  /** @throws Error if the client belongs to another pool */
  of(client: pg.ClientBase): PooledConnection {
    const connection = this.byClient.get(client);
    if (connection === undefined) throw new Error('The pool does not know one of its own connections');
    return connection;
  }

  /** Connections that are checked out and whose statement waits for the server. */
  awaitingAnswers(): PooledConnection[] {
    return [...this.byClient.values()].filter(({ isAwaitingAnswer }) => isAwaitingAnswer);
  }

  /** Whether it can be delivered without a test. */
  isTrusted(connection: PooledConnection): boolean {
    return connection.isTrusted(performance.now(), this.failedAt);
  }

  /** @throws Error if it is dead, or silent for a second */
  async test(connection: PooledConnection): Promise<void> {
    const ms = await connection.test();
    this.averageMs = this.averageMs === null ? ms : this.averageMs + (ms - this.averageMs) * LATENCY_WEIGHT;
  }

  /** Marks every connection as suspect until it works again. */
  markSuspect(): void {
    this.failedAt = performance.now();
  }

  /** Closes idle suspects. Those that are checked out are left alone: their statements fail by themselves, or succeed. */
  destroyIdleSuspects(): void {
    for (const connection of this.byClient.values()) {
      if (!connection.isCheckedOut && connection.isSuspect(this.failedAt)) connection.destroy();
    }
  }

  destroyCheckedOut(): void {
    for (const connection of this.byClient.values()) if (connection.isCheckedOut) connection.destroy();
  }
}
