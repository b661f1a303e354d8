import type { Comparison, Sample } from './load.js';

export interface Verdict {
  name: string;
  subject: Sample;
  baseline: Sample;
  /** What of the baseline's throughput the subject keeps; the median of the rounds' own ratios. */
  ratio: number;
}

/** Medians, since one round that the machine disturbed must not decide. */
export function judge(name: string, { subject, baseline }: Comparison): Verdict {
  const ratios = subject.map((sample, round) => sample.requestsPerSecond / (baseline[round]?.requestsPerSecond ?? NaN));
  return { name, subject: medians(subject), baseline: medians(baseline), ratio: median(ratios) };
}

/** @param names what the subject and the baseline are called */
export function print(verdicts: Verdict[], [subjectName, baselineName]: [string, string]): void {
  console.table(
    Object.fromEntries(
      verdicts.map(({ name, subject, baseline, ratio }) => [
        name,
        {
          [`${subjectName} req/s`]: Math.round(subject.requestsPerSecond),
          [`${baselineName} req/s`]: Math.round(baseline.requestsPerSecond),
          [`${subjectName} p99 ms`]: subject.p99Ms,
          [`${baselineName} p99 ms`]: baseline.p99Ms,
          [`${subjectName}/${baselineName}`]: Number(ratio.toFixed(2)),
        },
      ]),
    ),
  );
}

export function medians(samples: Sample[]): Sample {
  return {
    requestsPerSecond: median(samples.map(({ requestsPerSecond }) => requestsPerSecond)),
    p99Ms: median(samples.map(({ p99Ms }) => p99Ms)),
  };
}

/** Of an odd number of values the middle one; of an even number the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
