import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { hashOf, hintOf, newSecret } from '../../src/access/authentication/api-keys.repository.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { runBench } from './bench.js';
import { compare, gets, type Plan, type Target } from './load.js';
import { judge, print } from './report.js';
import { insertSampleLeads } from './sample-leads.js';

/** A key may cost a tenth of a read, and no more. */
const LEAST_RATIO = 0.9;
const LEADS = 100;
const PLAN: Plan = { rounds: 7, secondsPerRound: 3, warmUpSeconds: 3 };
/** Nothing is refused while it is measured, and everything is counted. */
const COUNTED = { RATE_LIMIT_PER_MINUTE: '100000000' };

/** Reading a lead with an API key, against reading it from a service that is open, as no key exists in its database. */
await runBench(async (bench) => {
  const openUrl = await bench.startService();
  const open = gets(openUrl, paths(await insertSampleLeads(bench.databaseUrl, LEADS)));
  const closedDatabase = await createDatabase(bench.databaseUrl);
  const closedUrl = await bench.startService({ DATABASE_URL: closedDatabase, ...COUNTED });
  const ids = await insertSampleLeads(closedDatabase, LEADS);
  const closed = withKey(gets(closedUrl, paths(ids)), await insertKey(closedDatabase));
  // The open service looks whether a key was made every other second; the closed one knows.
  console.log(`${PLAN.rounds} alternating rounds of ${PLAN.secondsPerRound} s; medians:`);
  const verdict = judge('GET /api/v1/leads/:id', await compare(closed, open, PLAN));
  print([verdict], ['with key', 'open']);
  const isSlow = verdict.ratio < LEAST_RATIO;
  if (isSlow) console.error(`A key leaves less than ${LEAST_RATIO} of the open throughput`);
  return !isSlow;
});

function paths(ids: string[]): string[] {
  return ids.map((id) => `/api/v1/leads/${id}`);
}

function withKey({ url, requests }: Target, secret: string): Target {
  return { url, requests: requests.map((request) => ({ ...request, headers: { authorization: `Bearer ${secret}` } })) };
}

async function createDatabase(databaseUrl: string): Promise<string> {
  await query(databaseUrl, 'CREATE DATABASE closed');
  const url = new URL(databaseUrl);
  url.pathname = '/closed';
  return url.href;
}

async function insertKey(databaseUrl: string): Promise<string> {
  const secret = newSecret();
  await query(
    databaseUrl,
    `INSERT INTO api_keys (workspace_id, id, name, hash, hint, scopes) VALUES ($1, $2, 'bench', $3, $4, '{leads:read}')`,
    [DEFAULT_WORKSPACE_ID, uuidv7(), hashOf(secret), hintOf(secret)],
  );
  return secret;
}

async function query(databaseUrl: string, sql: string, parameters: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql, parameters);
  } finally {
    await client.end();
  }
}
