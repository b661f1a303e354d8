import { runBench } from './bench.js';
import { insertSampleLeads } from './sample-leads.js';
import { compare, gets, type Plan } from './load.js';
import { judge, print } from './report.js';

/** Less than half of what the bare server answers would mean that the framework costs more than the work. */
const LEAST_RATIO = 0.5;
const LEADS = 1_000;
/** How many of them are read by id; the load's requests are all prepared in advance, for each connection anew. */
const READ_LEADS = 100;
const LIST = '/api/v1/leads?limit=50';
/** Two endpoints, two servers: 68 s in all. */
const PLAN: Plan = { rounds: 5, secondsPerRound: 3, warmUpSeconds: 2 };

/** Reading leads through the service, against a bare `node:http` server that sends the same SQL through `pg`. */
await runBench(async (bench) => {
  const service = await bench.startService();
  const ids = await insertSampleLeads(bench.databaseUrl, LEADS);
  const bare = await bench.startServer(new URL('./bare-server.js', import.meta.url));
  const leads = ids.slice(0, READ_LEADS).map((id) => `/api/v1/leads/${id}`);
  await assertSameAnswers(service, bare, [LIST, ...leads]);

  console.log(`${PLAN.rounds} alternating rounds of ${PLAN.secondsPerRound} s over ${LEADS} leads; medians:`);
  const verdicts = [
    judge('GET /api/v1/leads/:id', await compare(gets(service, leads), gets(bare, leads), PLAN)),
    judge(`GET ${LIST}`, await compare(gets(service, [LIST]), gets(bare, [LIST]), PLAN)),
  ];
  print(verdicts, ['service', 'bare']);
  const slow = verdicts.filter(({ ratio }) => ratio < LEAST_RATIO);
  for (const { name } of slow) console.error(`${name} keeps less than ${LEAST_RATIO} of the bare throughput`);
  return slow.length === 0;
});

/** A comparison of two servers means nothing unless they do the same; their bodies have to be equal byte for byte. */
async function assertSameAnswers(service: string, bare: string, paths: string[]): Promise<void> {
  for (const path of paths) {
    const [ours, theirs] = await Promise.all([bodyOf(`${service}${path}`), bodyOf(`${bare}${path}`)]);
    if (!ours.equals(theirs))
      throw new Error(`The servers answer ${path} differently:\n${String(ours)}\n${String(theirs)}`);
  }
}

async function bodyOf(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
