import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Client } from 'pg';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Sees to it that the embedded server is there for as long as the service is, whoever ends it, and however often. */
export class ServerSupervisor {
  private readonly logger = new Logger('EmbeddedPostgres');
  private readonly stopping = new AbortController();
  private reviving: Promise<void> | undefined;

  /** @param restart has the server run, and its next connection watched; it is called until it succeeds */
  constructor(private readonly restart: () => Promise<void>) {}

  /** Takes the end of `connection` for the end of the server. */
  watch(connection: Client): void {
    connection.once('end', () => {
      if (!this.stopping.signal.aborted) this.reviving = this.revive();
    });
  }

  /** From here on the server may end; resolves when no restart is under way any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.reviving;
  }

  private async revive(): Promise<void> {
    const { signal } = this.stopping;
    this.logger.warn('The embedded PostgreSQL is gone; it is started again');
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.restart();
        this.logger.log('The embedded PostgreSQL is back');
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'The embedded PostgreSQL does not start yet');
      }
      await sleep(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    }
  }
}
