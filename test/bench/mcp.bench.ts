import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, runBench } from './bench.js';
import { compare, gets, type Plan, type Target } from './load.js';
import { judge, median, print } from './report.js';
import { insertSampleLeads } from './sample-leads.js';

/** What a tool's call may cost beside the same read over REST. */
const LEAST_RATIO = 0.5;
const LONGEST_LIST_MS = 5;
const LISTS = 500;
const LEADS = 100;
const PLAN: Plan = { rounds: 9, secondsPerRound: 2, warmUpSeconds: 4 };

const AT_ONCE = 200;
const WARM_UP_BURSTS = 50;
const BURSTS = 150;
/** Between load and measuring, for the garbage to be collected, in seconds. */
const SETTLE_SECONDS = 10;
/** A process gives memory back late and in pages: within this share two measurements are the same. */
const TOLERANCE = 0.15;

interface Era {
  version: string;
  /** What every request says of itself besides its arguments. */
  meta?: object;
}

const MODERN: Era = {
  version: '2026-07-28',
  meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  },
};
const LEGACY: Era = { version: '2025-11-25' };

/** Reading a lead by a tool's call in both eras of MCP, against reading it over REST from the same service. */
await runBench(async (bench) => {
  const url = await bench.startService();
  const ids = await insertSampleLeads(bench.databaseUrl, LEADS);
  const reads = gets(
    url,
    ids.map((id) => `/api/v1/leads/${id}`),
  );
  const verdicts = [];
  for (const era of [MODERN, LEGACY]) {
    const calls: Target = { url, requests: ids.map((id) => callOf(era, id)) };
    await expectLead(url, calls.requests[0]!, ids[0]!);
    verdicts.push(judge(`get_lead, ${era.version}`, await compare(calls, reads, PLAN)));
  }
  console.log(`${PLAN.rounds} alternating rounds of ${PLAN.secondsPerRound} s over ${LEADS} leads; medians:`);
  print(verdicts, ['MCP', 'REST']);

  const listMs = await medianOfLists(url);
  console.log(`tools/list: ${listMs.toFixed(2)} ms at the median of ${LISTS}`);

  const isSteady = await staysSteady(bench, url, ids);
  return verdicts.every(({ ratio }) => ratio >= LEAST_RATIO) && listMs <= LONGEST_LIST_MS && isSteady;
});

function message({ version, meta }: Era, method: string, params: { name?: string }): Target['requests'][number] {
  return {
    method: 'POST',
    path: '/mcp',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': version,
      ...(meta === undefined ? {} : { 'mcp-method': method }),
      ...(meta === undefined || params.name === undefined ? {} : { 'mcp-name': params.name }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }),
  };
}

function callOf(era: Era, id: string): Target['requests'][number] {
  const params = { name: 'get_lead', arguments: { lead_id: id } };
  return message(era, 'tools/call', params);
}

async function ask(url: string, { method, path = '', headers, body }: Target['requests'][number]): Promise<string> {
  const response = await fetch(url + path, { method, headers: headers as Record<string, string>, body: String(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return text;
}

/** What is fast because it fails is of no worth, and MCP tells failures with 200. */
async function expectLead(url: string, request: Target['requests'][number], id: string): Promise<void> {
  const answer = await ask(url, request);
  if (!answer.includes(`"structuredContent"`) || !answer.includes(`"id":"${id}"`)) {
    throw new Error(`get_lead did not give the lead: ${answer}`);
  }
}

async function medianOfLists(url: string): Promise<number> {
  const request = message(MODERN, 'tools/list', {});
  const took: number[] = [];
  for (let count = 0; count < LISTS; count++) {
    const start = performance.now();
    await ask(url, request);
    took.push(performance.now() - start);
  }
  return median(took);
}

/** Memory after many calls at once, against memory after some. */
async function staysSteady(bench: Bench, url: string, ids: string[]): Promise<boolean> {
  const burst = async (count: number) => {
    for (let done = 0; done < count; done++) {
      const era = done % 2 === 0 ? MODERN : LEGACY;
      const calls = Array.from({ length: AT_ONCE }, (_, index) => ask(url, callOf(era, ids[index % ids.length]!)));
      await Promise.all(calls);
    }
    await sleep(SETTLE_SECONDS * 1_000);
    return bench.residentMiB(url);
  };
  const began = await burst(WARM_UP_BURSTS);
  const ended = await burst(BURSTS);
  const figures = `${began.toFixed(0)} MiB before, ${ended.toFixed(0)} MiB after`;
  console.log(`${BURSTS} times ${AT_ONCE} calls at once: ${figures}`);
  return ended <= began * (1 + TOLERANCE);
}
