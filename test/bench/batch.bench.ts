import { runBench } from './bench.js';
import { compare, type Plan, type Sample, type Target } from './load.js';
import { judge } from './report.js';
import { LEAD } from './sample-leads.js';

/** Leads of one batch, and how many a second must be stored in batches. */
const LEADS = 1_000;
const LEAST_PER_SECOND = 8_000;
/** Batches under way at once: more would only wait for each other. */
const BATCHES = 4;
/** Two endpoints: 46 s in all. */
const PLAN: Plan = { rounds: 7, secondsPerRound: 3, warmUpSeconds: 2 };

/** Storing leads a thousand at a time, against storing each by a request of its own. */
await runBench(async (bench) => {
  const url = await bench.startService();
  console.log(`${PLAN.rounds} alternating rounds of ${PLAN.secondsPerRound} s; medians:`);
  const { subject, baseline } = await compare(batches(url), posts(url), PLAN);
  const verdict = judge('leads', { subject: subject.map(toLeads), baseline });
  const perSecond = Math.round(verdict.subject.requestsPerSecond);
  console.table({
    'POST /api/v1/leads/batch': { 'leads/s': perSecond, 'p99 ms': verdict.subject.p99Ms },
    'POST /api/v1/leads': {
      'leads/s': Math.round(verdict.baseline.requestsPerSecond),
      'p99 ms': verdict.baseline.p99Ms,
    },
  });
  console.log(`A batch stores ${verdict.ratio.toFixed(1)} times as many leads a second`);
  const isSlow = perSecond < LEAST_PER_SECOND;
  if (isSlow) console.error(`Fewer than ${LEAST_PER_SECOND} leads a second are stored in batches`);
  return !isSlow;
});

function toLeads({ requestsPerSecond, p99Ms }: Sample): Sample {
  return { requestsPerSecond: requestsPerSecond * LEADS, p99Ms };
}

function batches(url: string): Target {
  return { ...target(url, '/api/v1/leads/batch', { leads: Array(LEADS).fill(LEAD) }), connections: BATCHES };
}

function posts(url: string): Target {
  return target(url, '/api/v1/leads', LEAD);
}

function target(url: string, path: string, body: object): Target {
  const headers = { 'content-type': 'application/json' };
  return { url, requests: [{ method: 'POST', path, headers, body: JSON.stringify(body) }] };
}
