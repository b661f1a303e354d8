import autocannon from 'autocannon';

const CONNECTIONS = 32;

export interface Sample {
  requestsPerSecond: number;
  p99Ms: number;
}

/** What is loaded: a server, and the requests that each connection sends one after another. */
export interface Target {
  url: string;
  /** `[<id>]` in a header or a body becomes another text in each request. */
  requests: Pick<autocannon.Request, 'method' | 'path' | 'headers' | 'body'>[];
  /** Requests under way at once; 32 by default. */
  connections?: number;
}

/** Two targets under the same load, one sample a round each. */
export interface Comparison {
  subject: Sample[];
  baseline: Sample[];
}

export interface Plan {
  rounds: number;
  secondsPerRound: number;
  warmUpSeconds: number;
}

/**
 * Loads two targets in turn, round after round, so that whatever else the machine does meets both alike. Each is warmed
 * up first, since a cold JIT says nothing about either.
 * @throws Error if a single answer is not 2xx
 */
export async function compare(subject: Target, baseline: Target, plan: Plan): Promise<Comparison> {
  const comparison: Comparison = { subject: [], baseline: [] };
  for (const target of [subject, baseline]) await load(target, plan.warmUpSeconds);
  for (let round = 0; round < plan.rounds; round++) {
    comparison.subject.push(await load(subject, plan.secondsPerRound));
    comparison.baseline.push(await load(baseline, plan.secondsPerRound));
  }
  return comparison;
}

/** One GET for each of these paths. */
export function gets(url: string, paths: string[]): Target {
  return { url, requests: paths.map((path) => ({ path })) };
}

/**
 * Keeps as many requests under way as the target says, for `seconds`.
 * @throws Error if a single answer is not 2xx, or if there is none
 */
export async function load({ url, requests, connections = CONNECTIONS }: Target, seconds: number): Promise<Sample> {
  const {
    non2xx,
    errors,
    requests: rate,
    latency,
  } = await autocannon({
    url,
    requests,
    idReplacement: JSON.stringify(requests).includes('[<id>]'),
    connections,
    duration: seconds,
  });
  if (non2xx + errors > 0) throw new Error(`${url} failed: ${non2xx} answers were not 2xx, ${errors} never came`);
  if (rate.total === 0) throw new Error(`${url} answered nothing in ${seconds} s`);
  return { requestsPerSecond: rate.average, p99Ms: latency.p99 };
}
