import { runBench } from './bench.js';
import { compare, type Plan, type Target } from './load.js';
import { judge, print } from './report.js';
import { LEAD } from './sample-leads.js';

/** A claim before and an answer kept after each request are worth that much, and no more. */
const LEAST_RATIO = 0.7;
/** One endpoint, two ways: 58 s in all. */
const PLAN: Plan = { rounds: 9, secondsPerRound: 3, warmUpSeconds: 2 };

/** Storing leads through the service, each request with an Idempotency-Key of its own, against storing them without. */
await runBench(async (bench) => {
  const url = await bench.startService();
  console.log(`${PLAN.rounds} alternating rounds of ${PLAN.secondsPerRound} s; medians:`);
  // The plain requests bear a header that is as long and as new each time, but means nothing.
  const comparison = await compare(posts(url, 'Idempotency-Key'), posts(url, 'Unimportant-Key'), PLAN);
  const verdict = judge('POST /api/v1/leads', comparison);
  print([verdict], ['idempotent', 'plain']);
  const isSlow = verdict.ratio < LEAST_RATIO;
  if (isSlow) console.error(`An Idempotency-Key leaves less than ${LEAST_RATIO} of the plain throughput`);
  return !isSlow;
});

function posts(url: string, header: string): Target {
  const headers = { 'content-type': 'application/json', [header]: '[<id>]' };
  return { url, requests: [{ method: 'POST', path: '/api/v1/leads', headers, body: JSON.stringify(LEAD) }] };
}
