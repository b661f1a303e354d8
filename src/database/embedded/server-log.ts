import { closeSync, openSync } from 'node:fs';
import { open, readFile, stat, truncate, writeFile } from 'node:fs/promises';

const CHECK_EVERY_MS = 10_000;
/** What our settings keep out of the log: messages about statements, which quote the rows that these were about. */
const QUOTES = /\b(ERROR|WARNING|DETAIL|STATEMENT|CONTEXT):  /;

/**
 * The log of the embedded server, bounded in size. The server appends to it by itself, so it is cut in place, which loses
 * its oldest lines.
 */
export class ServerLog {
  private timer: NodeJS.Timeout | undefined;

  /** @param maxBytes size that the file exceeds for ten seconds at most */
  constructor(
    readonly path: string,
    private readonly maxBytes: number,
  ) {}

  /** Cuts the log, also one that an older version filled with statements and values of rows. */
  async clean(): Promise<void> {
    await this.cut();
    const text = await readFile(this.path, 'utf8').catch(() => '');
    if (QUOTES.test(text)) await truncate(this.path);
  }

  /** Runs `start` with a file descriptor that appends to the log. */
  append<Result>(start: (log: number) => Result): Result {
    const log = openSync(this.path, 'a', 0o600);
    try {
      return start(log);
    } finally {
      closeSync(log);
    }
  }

  /** Keeps the log bounded until `unwatch`. */
  watch(): void {
    this.timer ??= setInterval(() => {
      // A full disk, or a folder that is gone: the service has more to complain about then.
      void this.cut().catch(() => undefined);
    }, CHECK_EVERY_MS).unref();
  }

  unwatch(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Leaves the newest half of what it may hold. */
  private async cut(): Promise<void> {
    const size = (await stat(this.path).catch(() => undefined))?.size ?? 0;
    if (size <= this.maxBytes) return;
    const newest = Buffer.alloc(Math.floor(this.maxBytes / 2));
    await using file = await open(this.path);
    await file.read(newest, 0, newest.length, size - newest.length);
    await writeFile(this.path, newest.subarray(newest.indexOf('\n') + 1));
  }
}
