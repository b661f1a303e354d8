import { Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { DurationHistogram } from './duration-histogram.js';
import { histogram, registry } from './metrics.js';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const SECONDS = [0, 0.004, 0.005, 0.0051, 0.3, 119, 120, 121, 5_000];

describe('A histogram of durations', () => {
  it.each([
    ['without labels', [], [{}]],
    [
      'of labels',
      ['route', 'status'],
      [
        { route: '/a "b" \\ c', status: '2xx' },
        { status: '5xx', route: 'line\nbreak' },
        { route: '', status: '2xx' },
      ],
    ],
  ])('%s is written as prom-client writes its own', async (_, labelNames, combinations) => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const mine = new DurationHistogram<string>('a_seconds', 'What it is.', labelNames);
    ours.registerMetric(mine as never);
    const other = new Histogram({
      name: 'a_seconds',
      help: 'What it is.',
      labelNames,
      buckets: BUCKETS,
      registers: [theirs],
    });
    for (const [index, labels] of combinations.entries()) {
      for (const seconds of SECONDS.slice(index)) {
        mine.observe(labels, seconds);
        other.observe(labels, seconds);
      }
    }
    const text = await ours.metrics();
    expect(text).toBe(await theirs.metrics());
    expect(text).toContain('a_seconds_bucket{le="+Inf"');
  });

  it('without labels is there before anything was observed', async () => {
    histogram('never_observed_seconds', 'Nothing.');
    expect(await registry.metrics()).toContain('never_observed_seconds_count 0');
  });
});
