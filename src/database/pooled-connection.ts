import type { Socket } from 'node:net';
import type pg from 'pg';
import { withTimeout } from '../resilience/timeout.js';
import { isConnectionState } from './database.errors.js';

/** A connection that worked this recently needs no test, so a busy pool never pays for tests. */
const TRUST_MS = 500;
/** A connection that does not answer a test within this time is dead. */
const TEST_TIMEOUT_MS = 1_000;
/** The server sends an error and ReadyForQuery separately but at once; only the network is between them. */
const DRAIN_MS = 100;

/** The state of a connection when it is released. */
export type Condition = 'idle' | 'draining' | 'in transaction' | 'broken';

/** What the pool knows of one connection, learned from the protocol: callers of the pool need not report anything. */
export class PooledConnection {
  isCheckedOut = false;
  private readonly expiresAt: number;
  /** When it last worked, by `performance.now()`. */
  private healthyAt = performance.now();
  private isBroken = false;
  /** Whether the server refused a statement since the checkout. */
  private hadError = false;

  constructor(
    private readonly client: pg.PoolClient,
    lifetimeMs: number,
  ) {
    this.expiresAt = this.healthyAt + lifetimeMs;
    client.on('error', () => {
      this.isBroken = true;
    });
    // Before pg's own listener, which may lead to the connection being released.
    client.connection.prependListener('errorMessage', (message: { severity?: string; code?: string }) => {
      this.hadError = true;
      const isFatal = message.severity === 'FATAL' || message.severity === 'PANIC';
      if (isFatal || isConnectionState(message.code)) this.isBroken = true;
    });
  }

  get condition(): Condition {
    if (this.isBroken) return 'broken';
    // Without an error, a statement is still running whose caller has given up.
    if (!this.isReady) return this.hadError ? 'draining' : 'broken';
    return this.client.getTransactionStatus() === 'I' ? 'idle' : 'in transaction';
  }

  /** Whether it is checked out and a statement waits for the server, not for the reader of its rows. */
  get isAwaitingAnswer(): boolean {
    return this.isCheckedOut && !this.isReady && !this.isBroken && !this.client.connection.stream.isPaused();
  }

  /** The server process that serves it. */
  get processId(): number {
    return (this.client as unknown as { processID: number }).processID;
  }

  /** Bytes sent and received since it was opened. */
  get traffic(): number {
    const { bytesRead, bytesWritten } = this.client.connection.stream as Socket;
    return bytesRead + bytesWritten;
  }

  private get isReady(): boolean {
    return (this.client as unknown as { readyForQuery: boolean }).readyForQuery;
  }

  /** Whether it has reached the age at which connections are replaced. */
  isExpired(now: number): boolean {
    return now >= this.expiresAt;
  }

  /** Whether it has not worked since `failedAt`, when some connection of the pool failed. */
  isSuspect(failedAt: number): boolean {
    return this.isBroken || this.healthyAt <= failedAt;
  }

  /** Whether it can be delivered without a test. */
  isTrusted(now: number, failedAt: number): boolean {
    return !this.isSuspect(failedAt) && !this.isExpired(now) && now - this.healthyAt < TRUST_MS;
  }

  /** Records that it was released in order. */
  markHealthy(now: number): void {
    this.healthyAt = now;
    this.hadError = false;
  }

  /** Waits until the server is ready for the next statement, for 100 ms at most. */
  async drain(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.client.once('drain', resolve);
    await withTimeout(promise, DRAIN_MS, () => undefined);
    this.client.off('drain', resolve);
    this.hadError = false;
  }

  /**
   * Makes one round trip.
   * @returns its duration in ms
   * @throws Error if the connection is dead, or silent for a second
   */
  async test(): Promise<number> {
    const start = performance.now();
    const query = { text: 'SELECT 1', query_timeout: TEST_TIMEOUT_MS };
    await this.client.query(query);
    this.healthyAt = performance.now();
    return this.healthyAt - start;
  }

  /** Closes the socket at once: a Terminate message might never be read. */
  destroy(): void {
    this.isBroken = true;
    this.client.connection.stream.destroy();
  }
}
