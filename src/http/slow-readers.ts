import type { Server } from 'node:http';
import type { CountedWarnings } from '../telemetry/counted-warnings.js';
import type { Connection } from './connection.js';
import type { ConnectionTable } from './connection-table.js';
import type { HttpLimitSettings } from './http-limits.settings.js';

const CHECK_EVERY_MS = 250;

interface SlowReader {
  connection: Connection;
  unreadBytes: number;
  stalledMs: number;
}

/** Closes the connections of clients that do not read their answers: those that stall, and the slowest of too many. */
export class SlowReaders {
  constructor(
    private readonly connections: ConnectionTable,
    private readonly settings: HttpLimitSettings,
    private readonly warnings: CountedWarnings,
  ) {}

  /** Checks the connections for as long as `server` listens. */
  watch(server: Server): void {
    let timer: NodeJS.Timeout | undefined;
    server.on('listening', () => {
      timer = setInterval(() => {
        this.check(performance.now());
      }, CHECK_EVERY_MS).unref();
    });
    server.on('close', () => {
      clearInterval(timer);
    });
  }

  /** @param now by `performance.now()` */
  check(now: number): void {
    const timeoutMs = this.settings.slowReaderTimeoutSeconds * 1_000;
    const waiting: SlowReader[] = [];
    for (const connection of this.connections) {
      const unreadBytes = connection.unreadBytes;
      const stalledMs = connection.stalledMs(now);
      if (stalledMs >= timeoutMs) this.cut(connection, 'SLOW_READER_TIMEOUT_SECONDS');
      else if (unreadBytes > 0) waiting.push({ connection, unreadBytes, stalledMs });
    }
    this.cutSlowest(waiting);
  }

  private cutSlowest(waiting: SlowReader[]): void {
    let bytes = waiting.reduce((sum, { unreadBytes }) => sum + unreadBytes, 0);
    if (bytes <= this.settings.maxUnreadBytes) return;
    waiting.sort((a, b) => b.stalledMs - a.stalledMs || b.unreadBytes - a.unreadBytes);
    for (const { connection, unreadBytes } of waiting) {
      if (bytes <= this.settings.maxUnreadBytes) return;
      bytes -= unreadBytes;
      this.cut(connection, 'MAX_UNREAD_BYTES');
    }
  }

  private cut(connection: Connection, limit: string): void {
    this.warnings.add(limit);
    connection.destroy();
  }
}
