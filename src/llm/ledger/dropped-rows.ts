import { Logger } from '@nestjs/common';

const REPORT_EVERY_MS = 5_000;

/** Counts the rows that the ledger dropped and logs them, in at most one line every few seconds. */
export class DroppedRows {
  private readonly logger = new Logger(DroppedRows.name);
  private readonly unreported = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  /** Since the start. */
  total = 0;

  /** @param reason `queue_full`, `shutdown`, a constraint or a SQLSTATE */
  add(reason: string, count: number): void {
    this.total += count;
    this.unreported.set(reason, (this.unreported.get(reason) ?? 0) + count);
    if (this.timer === undefined) this.report();
  }

  /** Logs at once what was not logged yet. */
  report(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.unreported.size === 0) return;
    const reasons = Object.fromEntries(this.unreported);
    this.unreported.clear();
    const dropped = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    this.logger.error({ dropped, reasons, dropped_since_start: this.total }, `The ledger dropped ${dropped} rows`);
    this.timer = setTimeout(() => {
      this.report();
    }, REPORT_EVERY_MS).unref();
  }
}
