const WINDOW_MS = 1_000;

/** The lines of one origin in the present second. */
interface Count {
  written: number;
  omitted: number;
}

/**
 * Lets so many lines of each origin pass in a second, and counts the others: an outsider can make hundreds of calls fail at
 * one moment, and to search each line for secrets takes longer than what it reports.
 */
export class LineLimit {
  private readonly counts = new Map<string, Count>();

  /**
   * @param mostPerSecond lines of one origin
   * @param onOmitted called at the end of a second in which lines of an origin were left out
   */
  constructor(
    private readonly mostPerSecond: number,
    private readonly onOmitted: (origin: string, omitted: number) => void,
  ) {}

  /** Whether one more line of this origin is to be written; there should be few origins. */
  admits(origin: string): boolean {
    const count = this.counts.get(origin) ?? this.begin(origin);
    if (count.written === this.mostPerSecond) {
      count.omitted++;
      return false;
    }
    count.written++;
    return true;
  }

  private begin(origin: string): Count {
    const count = { written: 0, omitted: 0 };
    this.counts.set(origin, count);
    setTimeout(() => {
      this.counts.delete(origin);
      if (count.omitted > 0) this.onOmitted(origin, count.omitted);
    }, WINDOW_MS).unref();
    return count;
  }
}
