import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { runBench } from '../bench.js';
import { compare, type Plan, type Target } from '../load.js';
import { judge, print } from '../report.js';
import { chat, providers } from './chat-load.js';
import { portkeyHeaders, startPortkey } from './portkey.js';

const LEAST_OF_BARE = 0.28;
const LEAST_OF_PORTKEY = 2.5;
const MOST_OF_PORTKEY_P99 = 1 / 5;
const MOST_ADDED_MS = 1;
/** Short rounds, by turns: what else the machine does for some seconds meets both alike. */
const PLAN: Plan = { rounds: 30, secondsPerRound: 1, warmUpSeconds: 20 };
const SINGLE_REQUESTS = 2_000;

/** The router, with its ledger on, against a bare proxy and against the Portkey gateway, before the same upstream. */
await runBench(async (bench) => {
  await using cleanup = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sales-agent-portkey-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const upstream = await bench.startServer(new URL('./static-upstream.js', import.meta.url));
  const bareUrl = await bench.startServer(new URL('./bare-proxy.js', import.meta.url), { UPSTREAM_URL: upstream });
  const serviceUrl = await bench.startService({ LLM_PROVIDERS: providers(upstream) });
  const portkeyGateway = await startPortkey(folder);
  cleanup.defer(() => {
    portkeyGateway.stop();
  });
  const service = chat(serviceUrl, '/api/v1/llm/chat/completions');
  const bare = chat(bareUrl, '/v1/chat/completions');
  const portkey = chat(portkeyGateway.url, '/v1/chat/completions', portkeyHeaders(upstream));

  console.log(`${PLAN.rounds} alternating rounds of ${PLAN.secondsPerRound} s; medians:`);
  const againstBare = judge('chat completions', await compare(service, bare, PLAN));
  print([againstBare], ['service', 'bare']);
  const againstPortkey = judge('chat completions', await compare(service, portkey, PLAN));
  print([againstPortkey], ['service', 'portkey']);
  const addedMs = (await medianMs(service)) - (await medianMs(chat(upstream, '/v1/chat/completions')));
  console.log(`At one connection the service adds ${addedMs.toFixed(2)} ms at the median`);

  const p99Share = againstPortkey.subject.p99Ms / againstPortkey.baseline.p99Ms;
  return [
    holds(againstBare.ratio >= LEAST_OF_BARE, `at least ${LEAST_OF_BARE} of the bare proxy's requests/s`),
    holds(againstPortkey.ratio >= LEAST_OF_PORTKEY, `at least ${LEAST_OF_PORTKEY} times Portkey's requests/s`),
    holds(p99Share <= MOST_OF_PORTKEY_P99, `at most ${MOST_OF_PORTKEY_P99} of Portkey's p99`),
    holds(addedMs <= MOST_ADDED_MS, `at most ${MOST_ADDED_MS} ms added at one connection`),
  ].every(Boolean);
});

/** Of requests one after another, over one connection. */
async function medianMs({ url, requests }: Target): Promise<number> {
  const times: number[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const client = autocannon({ url, requests, connections: 1, amount: SINGLE_REQUESTS }, (error: unknown) => {
    if (error instanceof Error) reject(error);
    else resolve(undefined);
  });
  client.on('response', (_client, _status, _bytes, ms) => times.push(ms));
  await promise;
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

function holds(isTrue: boolean, claim: string): boolean {
  console.log(`${isTrue ? 'holds' : 'FAILS'}: ${claim}`);
  return isTrue;
}
