import autocannon from 'autocannon';

const CONNECTIONS = 32;

export interface Sample {
  requestsPerSecond: number;
  p99Ms: number;
}

/** Two servers under the same load, one sample a round each. */
export interface Comparison {
  service: Sample[];
  bare: Sample[];
}

export interface Plan {
  rounds: number;
  secondsPerRound: number;
  warmUpSeconds: number;
}

/**
 * Loads two servers in turn, round after round, so that whatever else the machine does meets both alike. Each is warmed
 * up first, since a cold JIT says nothing about either.
 * @param paths asked for one after another by each connection
 * @throws Error if a single answer is not 2xx
 */
export async function compare(serviceUrl: string, bareUrl: string, paths: string[], plan: Plan): Promise<Comparison> {
  const comparison: Comparison = { service: [], bare: [] };
  for (const url of [serviceUrl, bareUrl]) await load(url, paths, plan.warmUpSeconds);
  for (let round = 0; round < plan.rounds; round++) {
    comparison.service.push(await load(serviceUrl, paths, plan.secondsPerRound));
    comparison.bare.push(await load(bareUrl, paths, plan.secondsPerRound));
  }
  return comparison;
}

/**
 * Keeps `CONNECTIONS` requests under way for `seconds`.
 * @throws Error if a single answer is not 2xx, or if there is none
 */
export async function load(url: string, paths: string[], seconds: number): Promise<Sample> {
  const requests = paths.map((path) => ({ path }));
  const {
    non2xx,
    errors,
    requests: rate,
    latency,
  } = await autocannon({
    url,
    requests,
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (non2xx + errors > 0) throw new Error(`${url} failed: ${non2xx} answers were not 2xx, ${errors} never came`);
  if (rate.total === 0) throw new Error(`${url} answered nothing in ${seconds} s`);
  return { requestsPerSecond: rate.average, p99Ms: latency.p99 };
}
