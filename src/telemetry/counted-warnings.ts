import type { Logger } from '@nestjs/common';

const WINDOW_MS = 60_000;
/** Stands for the causes beyond the limit. */
const OTHERS = 'others';

/**
 * Logs events that an outsider can cause at will: one line a minute and cause, with the count, however many there were.
 * The first event of a cause is logged at once, and those that follow at the end of each minute.
 */
export class CountedWarnings {
  private readonly counts = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param message what happened, the same for every cause
   * @param maxCauses causes beyond this number in a minute are counted together
   */
  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly message: string,
    private readonly maxCauses: number,
  ) {}

  /** Counts one event. */
  add(cause: string): void {
    const counted = this.counts.has(cause) || this.counts.size < this.maxCauses ? cause : OTHERS;
    const count = this.counts.get(counted);
    if (count === undefined) this.log(counted, 1);
    this.counts.set(counted, (count ?? -1) + 1);
    this.timer ??= setInterval(() => {
      this.flush();
    }, WINDOW_MS).unref();
  }

  /** Logs what was counted since the last line of each cause; a cause without an event since then is forgotten. */
  flush(): void {
    for (const [cause, count] of this.counts) {
      if (count > 0) this.log(cause, count);
      if (count > 0) this.counts.set(cause, 0);
      else this.counts.delete(cause);
    }
    if (this.counts.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private log(cause: string, count: number): void {
    this.logger.warn({ cause, count }, this.message);
  }
}
