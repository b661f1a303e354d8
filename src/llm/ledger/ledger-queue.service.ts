import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { backOffMs } from '../../resilience/back-off.js';
import { withTimeout } from '../../resilience/timeout.js';
import { runOutsideRequests } from '../../telemetry/request-context.js';
import { DroppedRows } from './dropped-rows.js';
import { countAttempt } from '../llm.metrics.js';
import { LlmSettings } from '../llm.settings.js';
import { BATCH_ROWS, LedgerBacklog } from './ledger-backlog.js';
import type { LedgerRow } from './ledger-row.entity.js';
import { LedgerRepository } from './ledger.repository.js';

const BATCH_MS = 250;
const BACK_OFF = { firstMs: 250, longestMs: 4_000 };
const SHUTDOWN_MS = 5_000;
/** Longest wait for rows that are to be stored now: a database that is away is for others to report. */
const FLUSH_MS = 1_000;
/** Length of the column: providers name the model that answered, and could name anything. */
const MODEL_CHARACTERS = 200;

/**
 * Takes ledger rows and writes them in batches, one batch at a time, so that no caller waits. While the database is
 * unavailable it retries with growing pauses and keeps new rows; rows beyond its bound are dropped, counted and logged.
 */
@Injectable()
export class LedgerQueue implements OnApplicationShutdown {
  private readonly logger = new Logger(LedgerQueue.name);
  private readonly droppedRows = new DroppedRows();
  /** Oldest first; rows leave when they are written, not before. */
  private readonly rows = new LedgerBacklog();
  private readonly maxBytes: number;
  private timer: NodeJS.Timeout | undefined;
  /** Whether the timer's write is for a full batch, which waits for nothing. */
  private isWriteDue = false;
  private writing: Promise<void> | undefined;
  /** Failed writes since the last one that succeeded. */
  private failures = 0;
  private isClosed = false;
  /** Rows taken since the start, in this order. */
  recorded = 0;

  constructor(
    private readonly ledger: LedgerRepository,
    { ledgerQueueMb }: LlmSettings,
  ) {
    this.maxBytes = ledgerQueueMb * 1_024 * 1_024;
  }

  /** Rows that are not written yet. */
  get depth(): number {
    return this.rows.length;
  }

  /** Of the rows taken, those that are stored, or dropped for good: the first ones, since rows are written in their order. */
  get completed(): number {
    return this.recorded - this.depth;
  }

  get dropped(): number {
    return this.droppedRows.total;
  }

  /** Queues one row. Neither throws nor waits. */
  record(row: LedgerRow): void {
    row.model = fit(row.model);
    countAttempt(row);
    if (this.isClosed || this.rows.bytes >= this.maxBytes) {
      this.droppedRows.add(this.isClosed ? 'shutdown' : 'queue_full', 1);
      return;
    }
    this.rows.push(row);
    this.recorded++;
    this.schedule();
  }

  /**
   * Writes the rows taken so far without a delay, so that what rests on them can be stored after them. Does not wait for a
   * database that is away, and never throws: rows that could not be written stay queued.
   */
  async flush(): Promise<void> {
    if (this.rows.length > 0) await withTimeout(this.writeUntil(this.recorded), FLUSH_MS, () => undefined);
  }

  private async writeUntil(last: number): Promise<void> {
    while (this.completed < last && this.failures === 0 && !this.isClosed) await this.write();
  }

  /**
   * Writes what is left, for a few seconds at most. Not earlier in the shutdown: requests that ran until the server closed
   * have rows too. The database, being global, closes after every room.
   */
  async onApplicationShutdown(): Promise<void> {
    await withTimeout(this.drain(), SHUTDOWN_MS, () => undefined);
    this.isClosed = true;
    this.cancelTimer();
    if (this.rows.length > 0) this.droppedRows.add('shutdown', this.rows.length);
    this.droppedRows.report();
  }

  private async drain(): Promise<void> {
    while (this.rows.length > 0 && !this.isClosed) {
      await this.write();
      if (this.failures > 0) await sleep(BACK_OFF.firstMs);
    }
  }

  /** Schedules the next write, unless one is running. */
  private schedule(): void {
    if (this.writing !== undefined || this.isClosed || this.rows.length === 0) return;
    const isDue = this.failures === 0 && this.rows.length >= BATCH_ROWS;
    if (isDue && !this.isWriteDue) this.cancelTimer();
    if (this.timer !== undefined) return;
    this.isWriteDue = isDue;
    const waitMs = isDue ? 0 : this.failures === 0 ? BATCH_MS : backOffMs(this.failures, BACK_OFF);
    this.timer = runOutsideRequests(() => setTimeout(() => void this.write(), waitMs).unref());
  }

  private cancelTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Writes one batch, or waits for the one that is being written. Never throws. */
  private write(): Promise<void> {
    this.cancelTimer();
    this.writing ??= this.writeBatch().finally(() => {
      this.writing = undefined;
      this.schedule();
    });
    return this.writing;
  }

  private async writeBatch(): Promise<void> {
    try {
      const refused = await this.ledger.write(this.rows.first());
      this.rows.removeFirst();
      for (const reason of refused) this.droppedRows.add(reason, 1);
      if (this.failures > 0) this.logger.log(`Ledger writes work again; ${this.rows.length} rows are queued`);
      this.failures = 0;
    } catch (error) {
      if (this.failures === 0) this.logger.warn({ err: error }, 'Ledger write failed; its rows stay queued');
      this.failures++;
    }
  }
}

/** Cut to what the column takes, as a copy: a part of a text would keep all of it in memory. */
function fit(model: string): string {
  const text = model.replaceAll('\0', '');
  return text.length > MODEL_CHARACTERS ? Buffer.from(text.slice(0, MODEL_CHARACTERS)).toString() : text;
}
