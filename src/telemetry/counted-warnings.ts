import type { Logger } from '@nestjs/common';

const WINDOW_MS = 60_000;
/** Stands for the causes beyond the limit. */
const OTHERS = 'others';

/** The counts of a cause since its last line, by kind of event. */
type Counts = Record<string, number>;

/**
 * Logs events that an outsider can cause at will: one line a minute and cause, with counts, however many there were. The
 * first event of a cause is logged at once, and those that follow at the end of each minute.
 */
export class CountedWarnings {
  private readonly counts = new Map<string, Counts>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param message what happened, the same for every cause
   * @param causeName the field of log lines that names the cause
   * @param maxCauses causes beyond this number in a minute are counted together
   */
  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly message: string,
    private readonly causeName: string,
    private readonly maxCauses: number,
  ) {}

  /**
   * Counts one event.
   * @param kind is counted apart; there should be few
   */
  add(cause: string, kind = ''): void {
    const counted = this.counts.has(cause) || this.counts.size < this.maxCauses ? cause : OTHERS;
    const counts = this.counts.get(counted);
    if (counts === undefined) {
      this.log(counted, { [kind]: 1 });
      this.counts.set(counted, {});
    } else {
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    this.timer ??= setInterval(() => {
      this.flush();
    }, WINDOW_MS).unref();
  }

  /** Logs what was counted since the last line of each cause; a cause without an event since then is forgotten. */
  flush(): void {
    for (const [cause, counts] of this.counts) {
      if (Object.keys(counts).length === 0) {
        this.counts.delete(cause);
      } else {
        this.log(cause, counts);
        this.counts.set(cause, {});
      }
    }
    if (this.counts.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Kinds are values and not names of fields: the value of a field such as `MISSING_API_KEY` would be taken for a secret. */
  private log(cause: string, counts: Counts): void {
    const kinds = Object.entries(counts).flatMap(([kind, count]) => (kind === '' ? [] : [{ kind, count }]));
    const count = Object.values(counts).reduce((sum, one) => sum + one, 0);
    this.logger.warn({ [this.causeName]: cause, count, ...(kinds.length > 0 ? { kinds } : {}) }, this.message);
  }
}
