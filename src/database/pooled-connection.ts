import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isConnectionState } from './database.errors.js';

/** A connection that worked so short a time ago needs no test; a busy one never pays for it. */
const TRUST_MS = 500;
/** A connection that does not answer a test for so long is given up. */
const TEST_TIMEOUT_MS = 1_000;
/** The server sends an error and its readiness apart, but at once; only the network is between them. */
const SETTLE_MS = 100;

/** In what state a borrower left a connection. */
export type Condition = 'idle' | 'settling' | 'in transaction' | 'broken';

/** What the pool knows of one connection; it learns from the protocol, so that no borrower has to report anything. */
export class PooledConnection {
  isLent = false;
  private readonly expiresAt: number;
  /** When it last was known to work, by `performance.now()`. */
  private provenAt = performance.now();
  private isBroken = false;
  /** Whether the server refused a statement since the checkout. */
  private hasRefused = false;

  constructor(
    private readonly client: pg.PoolClient,
    lifetimeMs: number,
  ) {
    this.expiresAt = this.provenAt + lifetimeMs;
    client.on('error', () => {
      this.isBroken = true;
    });
    // Before pg's own listener, which may have a borrower give the connection back.
    client.connection.prependListener('errorMessage', (message: { severity?: string; code?: string }) => {
      this.hasRefused = true;
      const isFatal = message.severity === 'FATAL' || message.severity === 'PANIC';
      if (isFatal || isConnectionState(message.code)) this.isBroken = true;
    });
  }

  get condition(): Condition {
    if (this.isBroken) return 'broken';
    // Without a refusal, a statement is still running, and whoever waited for it has given up.
    if (!this.isReady) return this.hasRefused ? 'settling' : 'broken';
    return this.client.getTransactionStatus() === 'I' ? 'idle' : 'in transaction';
  }

  /** Whether its borrower waits for the server just now. */
  get isAwaitingAnswer(): boolean {
    return this.isLent && !this.isReady && !this.isBroken;
  }

  /** By which the server knows it. */
  get processId(): number {
    return (this.client as unknown as { processID: number }).processID;
  }

  /** Bytes that went in either direction since it was opened. */
  get traffic(): number {
    const { bytesRead, bytesWritten } = this.client.connection.stream as Socket;
    return bytesRead + bytesWritten;
  }

  private get isReady(): boolean {
    return (this.client as unknown as { readyForQuery: boolean }).readyForQuery;
  }

  /** Whether it is older than a connection is to become. */
  isExpired(now: number): boolean {
    return now >= this.expiresAt;
  }

  /** Whether nothing but its silence speaks for it since `failedAt`, when some connection of the pool failed. */
  isSuspect(failedAt: number): boolean {
    return this.isBroken || this.provenAt <= failedAt;
  }

  /** Whether it can be lent as it is. */
  isTrusted(now: number, failedAt: number): boolean {
    return !this.isSuspect(failedAt) && !this.isExpired(now) && now - this.provenAt < TRUST_MS;
  }

  /** Notes that it was given back in order. */
  prove(now: number): void {
    this.provenAt = now;
    this.hasRefused = false;
  }

  /** Waits until the server is ready for the next statement, for a moment at most. */
  async settle(): Promise<void> {
    const ended = new AbortController();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.client.once('drain', resolve);
    await Promise.race([promise, sleep(SETTLE_MS, undefined, { signal: ended.signal }).catch(() => undefined)]);
    ended.abort();
    this.client.off('drain', resolve);
    this.hasRefused = false;
  }

  /**
   * Asks for one round trip.
   * @returns how long it took, in ms
   * @throws Error if the connection is dead, or silent for a second
   */
  async test(): Promise<number> {
    const start = performance.now();
    const question = { text: 'SELECT 1', query_timeout: TEST_TIMEOUT_MS };
    await this.client.query(question);
    this.provenAt = performance.now();
    return this.provenAt - start;
  }

  /** Leaves whoever has borrowed it alone; the protocol tells them what is true. */
  cutIfIdle(): void {
    if (!this.isLent) this.cut();
  }

  /** Closes the socket at once; a farewell might never be read. */
  cut(): void {
    this.isBroken = true;
    this.client.connection.stream.destroy();
  }
}
