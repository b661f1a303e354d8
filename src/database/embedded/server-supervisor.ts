import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { backOffMs, pause } from '../../resilience/back-off.js';

const BACK_OFF = { firstMs: 100, longestMs: 5_000 };

/** Restarts the embedded server whenever it ends while the service runs. */
export class ServerSupervisor {
  private readonly logger = new Logger('EmbeddedPostgres');
  private readonly stopping = new AbortController();
  private restarting: Promise<void> | undefined;

  /** @param restart starts the server and watches a connection to the new one; called until it succeeds */
  constructor(private readonly restart: () => Promise<void>) {}

  /** Takes the end of `connection` for the end of the server. */
  watch(connection: Client): void {
    connection.once('end', () => {
      if (!this.stopping.signal.aborted) this.restarting = this.restartUntilRunning();
    });
  }

  /** Stops supervising; resolves when no restart is under way any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.restarting;
  }

  private async restartUntilRunning(): Promise<void> {
    const { signal } = this.stopping;
    this.logger.warn('The embedded PostgreSQL ended; restarting it');
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await this.restart();
        this.logger.log('The embedded PostgreSQL runs again');
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'Could not restart the embedded PostgreSQL yet');
      }
      await pause(backOffMs(failures, BACK_OFF), signal);
    }
  }
}
