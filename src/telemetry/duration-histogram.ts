/** In seconds; from an answer out of a cache to the longest that a model may take. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** What was observed with one combination of labels. */
interface Series {
  labels: Readonly<Record<string, string>>;
  /** How many were at most each bound and above the one before; the last counts those above all. */
  counts: number[];
  sum: number;
}

/** A line of a metric, as prom-client writes it. */
interface Sample {
  metricName: string;
  labels: Record<string, string | number>;
  sharedLabels: Readonly<Record<string, string>>;
  value: number;
}

/**
 * A histogram of durations in the registry of prom-client, whose own costs a microsecond for each observation: every request
 * is observed, and each attempt at a model twice.
 */
export class DurationHistogram<Label extends string> {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  private readonly series = new Map<string, Series>();

  /** @param name ends with `_seconds` */
  constructor(
    readonly name: string,
    readonly help: string,
    private readonly labelNames: readonly Label[],
  ) {
    // Without labels there is a single series, which is there from the start.
    if (labelNames.length === 0) this.seriesOf({} as Record<Label, string>);
  }

  observe(labels: Readonly<Record<Label, string>>, seconds: number): void {
    const series = this.seriesOf(labels);
    const above = BOUNDS.findIndex((bound) => seconds <= bound);
    const index = above < 0 ? BOUNDS.length : above;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += seconds;
  }

  /** What the registry asks of a metric. */
  get(): Promise<{ name: string; help: string; type: string; aggregator: string; values: Sample[] }> {
    const { name, help, type, aggregator } = this;
    const values = [...this.series.values()].flatMap((series) => this.samplesOf(series));
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  private seriesOf(labels: Readonly<Record<Label, string>>): Series {
    let key = '';
    for (const name of this.labelNames) key += `${labels[name]}\n`;
    let series = this.series.get(key);
    if (series === undefined) {
      series = { labels: { ...labels }, counts: new Array<number>(BOUNDS.length + 1).fill(0), sum: 0 };
      this.series.set(key, series);
    }
    return series;
  }

  private samplesOf({ labels: sharedLabels, counts, sum }: Series): Sample[] {
    let total = 0;
    const buckets = counts.map((count, index): Sample => {
      total += count;
      const le = BOUNDS[index] ?? '+Inf';
      return { metricName: `${this.name}_bucket`, labels: { le }, sharedLabels, value: total };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels: {}, sharedLabels, value: sum },
      { metricName: `${this.name}_count`, labels: {}, sharedLabels, value: total },
    ];
  }
}
