import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  DatabaseConnectionError,
  DatabasePoolExhaustedError,
  isSetupFault,
  sqlStateOf,
  TOO_MANY_CONNECTIONS,
} from './database.errors.js';

/** Pause between two connection attempts during an outage. Short, so that requests continue soon after its end. */
const PAUSE_MS = 25;
/** The same where an operator must act first: each attempt is a line in the server's log. */
const SETUP_FAULT_PAUSE_MS = 500;

/** Whether new connections fail, why, and how long to wait between two attempts. Logs each change once. */
export class ConnectBackoff {
  private readonly logger = new Logger(ConnectBackoff.name);
  private cause: Error | undefined;

  private isRetrying = false;

  /** Whether the last attempt to connect failed. */
  isActive(): boolean {
    return this.cause !== undefined;
  }

  /**
   * The error for a request whose wait timed out. Without a failure the pool is full; so is one that cannot grow since
   * the server has no connection left.
   */
  get waitError(): Error {
    const isFull = this.cause === undefined || sqlStateOf(this.cause) === TOO_MANY_CONNECTIONS;
    return isFull ? new DatabasePoolExhaustedError(this.cause) : new DatabaseConnectionError(this.cause);
  }

  recordFailure(cause: Error): void {
    if (this.cause?.message !== cause.message) {
      const message = `Cannot connect to the database: ${cause.message}`;
      if (isSetupFault(cause)) this.logger.error(message);
      else this.logger.warn(message);
    }
    this.cause = cause;
  }

  /** Makes one attempt after the other until one succeeds or none is needed any more. One call at a time does it. */
  async retry(isNeeded: () => boolean, attempt: () => Promise<void>): Promise<void> {
    if (this.isRetrying) return;
    this.isRetrying = true;
    while (this.isActive() && isNeeded()) {
      await attempt();
      if (this.isActive()) await sleep(this.pauseMs());
    }
    this.isRetrying = false;
  }

  recordSuccess(): void {
    if (this.cause !== undefined) this.logger.log('Connected to the database again');
    this.cause = undefined;
  }

  /** Jitter keeps replicas from connecting in step. */
  private pauseMs(): number {
    return (isSetupFault(this.cause) ? SETUP_FAULT_PAUSE_MS : PAUSE_MS) * (1 + Math.random());
  }
}
