import { runBench } from './bench.js';
import { gets, load, type Sample, type Target } from './load.js';
import { judge, print } from './report.js';
import { insertSampleLeads } from './sample-leads.js';

/** What makes the pool resilient may cost a twentieth of a read, and no more. */
const LEAST_RATIO = 0.95;
const LEADS = 100;
const WARM_UP_SECONDS = 3;
/** Short and many, so that whatever else the machine does meets all alike. */
const ROUNDS = 30;
const SECONDS_PER_ROUND = 1;

/**
 * Reading a lead through the service, against reading it from the same service with a pool of `pg` as it comes. A second
 * one of those shows what the measurement itself is worth: a machine that tells twins apart tells nothing.
 */
await runBench(async (bench) => {
  const service = await bench.startService();
  const ids = await insertSampleLeads(bench.databaseUrl, LEADS);
  const leads = ids.map((id) => `/api/v1/leads/${id}`);
  const startStock = async () =>
    gets(await bench.startServer(new URL('./stock-pool-server.js', import.meta.url)), leads);
  const targets = [gets(service, leads), await startStock(), await startStock()];

  console.log(`${ROUNDS} rounds of ${SECONDS_PER_ROUND} s each over ${LEADS} leads; medians:`);
  const [resilient = [], baseline = [], twin = []] = await loadInTurn(targets);
  const verdict = judge('resilient', { subject: resilient, baseline });
  print([verdict, judge('stock again', { subject: twin, baseline })], ['subject', 'stock']);
  const isSlow = verdict.ratio < LEAST_RATIO;
  if (isSlow) console.error(`The resilient pool leaves less than ${LEAST_RATIO} of the stock pool's throughput`);
  return !isSlow;
});

/** One sample of each target a round; each goes first as often as any other. */
async function loadInTurn(targets: Target[]): Promise<Sample[][]> {
  for (const target of targets) await load(target, WARM_UP_SECONDS);
  const samples = targets.map((): Sample[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < targets.length; turn++) {
      const index = (round + turn) % targets.length;
      samples[index]!.push(await load(targets[index]!, SECONDS_PER_ROUND));
    }
  }
  return samples;
}
