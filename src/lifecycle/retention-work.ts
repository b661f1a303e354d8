import { PeriodicWork } from './periodic-work.js';

/** Few enough for one short statement; as many statements follow as it takes. */
const AT_ONCE = 1_000;

/** Deletes rows that are too old, once an hour. Replicas that do so at the same time take different rows. */
export abstract class RetentionWork extends PeriodicWork {
  protected readonly everyMs = 3_600_000;

  /** How long rows are kept, in days; 0 for ever. */
  protected abstract get days(): number;

  /** Deletes at most `limit` rows; returns how many there were. */
  protected abstract deleteOlderThan(days: number, limit: number): Promise<number>;

  protected async work(): Promise<void> {
    const { days } = this;
    if (days === 0) return;
    while (!this.isStopping && (await this.deleteOlderThan(days, AT_ONCE)) === AT_ONCE);
  }
}
