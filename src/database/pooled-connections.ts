import type pg from 'pg';
import { PooledConnection } from './pooled-connection.js';

/** By how much of it a connection's life is shortened at most, so that those opened together do not close together. */
const LIFETIME_JITTER = 0.2;
/** Weight of the newest round trip in the average. */
const LATENCY_WEIGHT = 0.2;

/** The connections of a pool, and how far they can be trusted since one of them last failed. */
export class PooledConnections {
  private readonly byClient = new Map<pg.ClientBase, PooledConnection>();
  /** When a connection last failed, by `performance.now()`. */
  private failedAt = -Infinity;
  private averageMs: number | null = null;

  /** @param lifetimeMs age at which a connection is replaced, in ms */
  constructor(private readonly lifetimeMs: number) {}

  /** Weighted average of the tests' round trips, in ms; null before the first. */
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

  /** @throws Error if it is none of this pool */
  of(client: pg.ClientBase): PooledConnection {
    const connection = this.byClient.get(client);
    if (connection === undefined) throw new Error('The pool does not know a connection of its own');
    return connection;
  }

  /** Those that are lent, and whose borrowers wait for the server just now. */
  awaitingAnswers(): PooledConnection[] {
    return [...this.byClient.values()].filter(({ isAwaitingAnswer }) => isAwaitingAnswer);
  }

  /** Whether it can be lent as it is. */
  isTrusted(connection: PooledConnection): boolean {
    return connection.isTrusted(performance.now(), this.failedAt);
  }

  /** @throws Error if it is dead, or silent for a second */
  async test(connection: PooledConnection): Promise<void> {
    const ms = await connection.test();
    this.averageMs = this.averageMs === null ? ms : this.averageMs + (ms - this.averageMs) * LATENCY_WEIGHT;
  }

  /** From now on, none is trusted that last worked before now. */
  distrust(): void {
    this.failedAt = performance.now();
  }

  /** Closes those that nobody has, and that have not worked since one failed. */
  cutSuspects(): void {
    for (const connection of this.byClient.values()) if (connection.isSuspect(this.failedAt)) connection.cutIfIdle();
  }

  /** Takes those that are lent away from their borrowers. */
  cutLent(): void {
    for (const connection of this.byClient.values()) if (connection.isLent) connection.cut();
  }
}
