import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseConnector } from './database-connector.js';
import { DatabaseProbe } from './database.probe.js';
import type { PooledConnection } from './pooled-connection.js';

const CHECK_EVERY_MS = 500;
/** One check alone may fall between the moment that the server answered and the answer's arrival here. */
const CHECKS = 2;

/** A connection without traffic between two checks. */
interface Silence {
  traffic: number;
  /** Consecutive checks in which the server reported no statement for the connection. */
  idleChecks: number;
}

/**
 * Finds half-open connections, whose other end is gone without notice, as when a firewall drops their state: a statement
 * waits for its answer, no byte moves, and the server reports over another connection that it runs nothing for this one.
 * They are closed, so that a read is retried long before its time-out. A slow statement is left alone.
 */
@Injectable()
export class HalfOpenDetector implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private silences = new Map<PooledConnection, Silence>();
  private isChecking = false;

  constructor(
    private readonly connector: DatabaseConnector,
    private readonly probe: DatabaseProbe,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      if (!this.isChecking) void this.check();
    }, CHECK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async check(): Promise<void> {
    this.isChecking = true;
    const known = this.silences;
    this.silences = new Map();
    for (const connection of this.connector.awaitingAnswers()) {
      const { traffic } = connection;
      const before = known.get(connection);
      this.silences.set(connection, before?.traffic === traffic ? before : { traffic, idleChecks: 0 });
    }
    const silent = [...this.silences].filter(([connection, silence]) => known.get(connection) === silence);
    if (silent.length > 0) await this.destroyHalfOpen(silent);
    this.isChecking = false;
  }

  private async destroyHalfOpen(silent: [PooledConnection, Silence][]): Promise<void> {
    const idle = await this.probe.findIdle(silent.map(([{ processId }]) => processId));
    for (const [connection, silence] of silent) {
      silence.idleChecks = idle.includes(connection.processId) ? silence.idleChecks + 1 : 0;
      const isStillSilent = connection.isAwaitingAnswer && connection.traffic === silence.traffic;
      if (silence.idleChecks >= CHECKS && isStillSilent) connection.destroy();
    }
  }
}
