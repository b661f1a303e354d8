import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { runBench } from './bench.js';
import { insertSampleLeads } from './sample-leads.js';

const LEADS = 300_000;
/** What a fast reader gets, in leads a second. */
const LEAST_RATE = 150_000;
/** What an export may add to the memory of the service, in MiB. */
const MOST_MIB = 100;
const ROUNDS = 3;
/** A slow reader takes so much at a time, in bytes, and then sleeps; for so long in all, in ms. */
const SIP = 256 * 1024;
const SIP_MS = 20;
const SLOW_MS = 15_000;

interface Result {
  format: string;
  reader: string;
  rate: number;
  'MiB more': number;
}

/** Exports of all leads, read as fast as they come, and slowly: how fast, and what they make the service hold. */
await runBench(async (bench) => {
  const { databaseUrl } = bench;
  const residentMiB = (url: string) => bench.residentMiB(url);
  const url = await bench.startService({ RATE_LIMIT_PER_MINUTE: '100000000' });
  await insertSampleLeads(databaseUrl, LEADS);
  const results: Result[] = [];
  for (const format of ['ndjson', 'csv']) {
    const path = `${url}/api/v1/leads/export.${format}`;
    await readAll(path);
    const idle = residentMiB(url);
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) rates.push(await readAll(path));
    results.push({ format, reader: 'fast', rate: Math.max(...rates), 'MiB more': residentMiB(url) - idle });
    results.push({ format, reader: 'slow', ...(await readSlowly(path, () => residentMiB(url) - idle)) });
  }
  console.table(results.map((result) => ({ ...result, rate: Math.round(result.rate), 'at least': LEAST_RATE })));
  return results.every(
    ({ reader, rate, 'MiB more': more }) => more <= MOST_MIB && (reader === 'slow' || rate >= LEAST_RATE),
  );
});

/** Leads a second. */
async function readAll(path: string): Promise<number> {
  const response = await open(path);
  const startedAt = performance.now();
  response.on('data', () => undefined);
  await once(response, 'end');
  if (!response.complete) throw new Error('The export broke off');
  return (LEADS / (performance.now() - startedAt)) * 1_000;
}

async function readSlowly(path: string, memory: () => number): Promise<Pick<Result, 'rate' | 'MiB more'>> {
  const response = await open(path);
  const end = performance.now() + SLOW_MS;
  let most = 0;
  let bytes = 0;
  while (performance.now() < end) {
    const part = response.read(SIP) as Buffer | null;
    bytes += part?.length ?? 0;
    most = Math.max(most, memory());
    await sleep(SIP_MS);
  }
  response.destroy();
  if (bytes === 0) throw new Error('The slow reader got nothing');
  return { rate: NaN, 'MiB more': most };
}

async function open(path: string): Promise<IncomingMessage> {
  const [response] = (await once(get(path, { agent: false }), 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`The export was answered with ${response.statusCode}`);
  return response;
}
