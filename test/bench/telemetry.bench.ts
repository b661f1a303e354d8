import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runBench } from './bench.js';
import { compare, gets, type Plan } from './load.js';
import { judge, print, type Verdict } from './report.js';
import { insertSampleLeads } from './sample-leads.js';

const LEAST_WITH_METRICS = 0.95;
const LEAST_WITH_TRACES = 0.9;
const LEADS = 100;
const SILENT = { METRICS: 'false', LOG_REQUESTS: 'none', LOG_LEVEL: 'info' };
/** Two comparisons: 140 s in all. */
const PLAN: Plan = { rounds: 10, secondsPerRound: 3, warmUpSeconds: 3 };

/** What metrics, the request log and traces cost of the throughput of reading leads. */
await runBench(async (bench) => {
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end());
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const silent = await bench.startService(SILENT);
  const ids = await insertSampleLeads(bench.databaseUrl, LEADS);
  const counting = await bench.startService({ LOG_LEVEL: 'info' });
  const tracing = await bench.startService({
    LOG_LEVEL: 'info',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  });
  const paths = ids.map((id) => `/api/v1/leads/${id}`);
  const against = async (name: string, url: string) =>
    judge(name, await compare(gets(url, paths), gets(silent, paths), PLAN));
  const counted = await against('metrics and request log', counting);
  const traced = await against('and traces of one request in ten', tracing);
  collector.closeAllConnections();
  collector.close();
  print([counted, traced], ['with', 'without']);
  return [isEnough(counted, LEAST_WITH_METRICS), isEnough(traced, LEAST_WITH_TRACES)].every(Boolean);
});

function isEnough({ name, ratio }: Verdict, least: number): boolean {
  if (ratio < least) console.error(`${name}: less than ${least} of the throughput without`);
  return ratio >= least;
}
