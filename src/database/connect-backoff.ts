import { Logger } from '@nestjs/common';
import {
  DatabaseConnectionError,
  DatabasePoolExhaustedError,
  isSetupFault,
  sqlStateOf,
  TOO_MANY_CONNECTIONS,
} from './database.errors.js';

/** Between two dials while the database is away: a tenth of what the first success may take once it is back. */
const DIAL_PAUSE_MS = 25;
/** Where a person has to mend something first, and each attempt is a line in the server's log. */
const SETUP_PAUSE_MS = 500;

/** Whether connections can be made, and if not, why; tells the operator once of each change. */
export class ConnectBackoff {
  private readonly logger = new Logger(ConnectBackoff.name);
  private cause: Error | undefined;

  isOn(): boolean {
    return this.cause !== undefined;
  }

  /** How long to wait before the next dial; jitter keeps replicas from dialling in step. */
  get pauseMs(): number {
    return (isSetupFault(this.cause) ? SETUP_PAUSE_MS : DIAL_PAUSE_MS) * (1 + Math.random());
  }

  /**
   * What to tell somebody who waited in vain. Without an outage the pool is full, and one that cannot grow because the
   * server has no connection left is as full as one that may not.
   */
  get refusal(): Error {
    const isFull = this.cause === undefined || sqlStateOf(this.cause) === TOO_MANY_CONNECTIONS;
    return isFull ? new DatabasePoolExhaustedError(this.cause) : new DatabaseConnectionError(this.cause);
  }

  begin(cause: Error): void {
    if (this.cause?.message !== cause.message) {
      const message = `No connection to the database can be made: ${cause.message}`;
      if (isSetupFault(cause)) this.logger.error(message);
      else this.logger.warn(message);
    }
    this.cause = cause;
  }

  end(): void {
    if (this.cause !== undefined) this.logger.log('Connections to the database can be made again');
    this.cause = undefined;
  }
}
