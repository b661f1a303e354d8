import type { Comparison, Sample } from './load.js';

export interface Verdict {
  name: string;
  service: Sample;
  bare: Sample;
  /** What of the bare server's throughput the service keeps; the median of the rounds' own ratios. */
  ratio: number;
}

/** Medians, since one round that the machine disturbed must not decide. */
export function judge(name: string, { service, bare }: Comparison): Verdict {
  const ratios = service.map((sample, round) => sample.requestsPerSecond / (bare[round]?.requestsPerSecond ?? NaN));
  return { name, service: medians(service), bare: medians(bare), ratio: median(ratios) };
}

export function print(verdicts: Verdict[]): void {
  console.table(
    Object.fromEntries(
      verdicts.map(({ name, service, bare, ratio }) => [
        name,
        {
          'service req/s': Math.round(service.requestsPerSecond),
          'bare req/s': Math.round(bare.requestsPerSecond),
          'service p99 ms': service.p99Ms,
          'bare p99 ms': bare.p99Ms,
          'service/bare': Number(ratio.toFixed(2)),
        },
      ]),
    ),
  );
}

function medians(samples: Sample[]): Sample {
  return {
    requestsPerSecond: median(samples.map(({ requestsPerSecond }) => requestsPerSecond)),
    p99Ms: median(samples.map(({ p99Ms }) => p99Ms)),
  };
}

/** Of an odd number of values the middle one; of an even number the mean of the two in the middle. */
function median(values: number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
