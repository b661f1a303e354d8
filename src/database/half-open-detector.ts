import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { DatabaseConnector } from './database-connector.js';
import type { DatabaseProbe } from './database.probe.js';
import type { PooledConnection } from './pooled-connection.js';

const LOOK_EVERY_MS = 500;
/** One look may fall between the server's answer and its arrival here. */
const LOOKS = 2;

/** Between two looks. */
interface Silence {
  traffic: number;
  /** How often the server said that it runs nothing for this connection. */
  restingLooks: number;
}

/**
 * Finds connections whose other end is gone though nobody said so, as when a firewall forgets them: a statement waits for
 * its answer, no byte moves, and the server, asked over another connection, says again that it has nothing to do for it.
 * They are cut, so that a read goes on elsewhere long before its time-out. A statement that is merely slow is left alone.
 */
export class HalfOpenDetector implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private silences = new Map<PooledConnection, Silence>();
  private isLooking = false;

  constructor(
    private readonly connector: DatabaseConnector,
    private readonly probe: DatabaseProbe,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      if (!this.isLooking) void this.look();
    }, LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    const known = this.silences;
    this.silences = new Map();
    for (const connection of this.connector.awaitingAnswers()) {
      const { traffic } = connection;
      const before = known.get(connection);
      this.silences.set(connection, before?.traffic === traffic ? before : { traffic, restingLooks: 0 });
    }
    const silent = [...this.silences].filter(([connection, silence]) => known.get(connection) === silence);
    if (silent.length > 0) await this.judge(silent);
    this.isLooking = false;
  }

  private async judge(silent: [PooledConnection, Silence][]): Promise<void> {
    const resting = await this.probe.findResting(silent.map(([{ processId }]) => processId));
    for (const [connection, silence] of silent) {
      silence.restingLooks = resting.includes(connection.processId) ? silence.restingLooks + 1 : 0;
      const isStillSilent = connection.isAwaitingAnswer && connection.traffic === silence.traffic;
      if (silence.restingLooks >= LOOKS && isStillSilent) connection.destroy();
    }
  }
}
