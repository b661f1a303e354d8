import { Counter, Gauge, Registry } from 'prom-client';
import { DurationHistogram } from './duration-histogram.js';

/** All metrics of the process. Rooms declare theirs where they count; `src/metrics/` reads the rest when it is scraped. */
export const registry = new Registry();

/** @param name ends with `_total` */
export function counter<Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
  return new Counter({ name, help, labelNames, registers: [registry] });
}

/**
 * A counter of what is summed up elsewhere.
 * @param sums asked for each time that the metrics are read; those with the same labels are added up
 */
export function counterOf<Label extends string>(
  name: string,
  help: string,
  labelNames: Label[],
  sums: () => Iterable<[labels: Record<Label, string>, sum: number]>,
): void {
  new Counter({
    ...{ name, help, labelNames, registers: [registry] },
    collect() {
      this.reset();
      for (const [labels, sum] of sums()) this.inc(labels, sum);
    },
  });
}

/** @param name ends with a unit, such as `_bytes` or `_seconds`, where it has one */
export function gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
  return new Gauge({ name, help, labelNames, registers: [registry] });
}

/** Of durations. @param name ends with `_seconds` */
export function histogram<Label extends string>(
  name: string,
  help: string,
  labelNames: Label[] = [],
): DurationHistogram<Label> {
  const durations = new DurationHistogram(name, help, labelNames);
  // Its type names prom-client's own classes; it asks them for no more than `get`.
  registry.registerMetric(durations as never);
  return durations;
}

/** Sets a counter to what is counted elsewhere. */
export function setTotal(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}

/** Stands for values beyond the limit. */
const OTHER = 'other';

/** The values of a label that others choose: the first few as they are, since each value is a series that is kept. */
export class BoundedLabel {
  private readonly known = new Set<string>();

  constructor(private readonly max: number) {}

  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.max) return OTHER;
    this.known.add(value);
    return value;
  }
}
