import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { runBench } from './bench.js';

const SERVICE = fileURLToPath(new URL('../../server/main.js', import.meta.url));
const LEADS = 5_000;
const PARALLEL = 16;
const PROVIDER_MS = 100;
/** Of the time that the provider alone would take. */
const LEAST_SHARE = 0.93;
const RULES_LEADS = 100_000;
const LEAST_RULES_RATE = 3_000;
const RUNS = '/api/v1/qualification-runs';

const ANSWER = JSON.stringify({
  id: 'answer',
  object: 'chat.completion',
  created: 1,
  model: 'bench',
  choices: [
    {
      index: 0,
      finish_reason: 'stop',
      message: {
        role: 'assistant',
        content: JSON.stringify({
          company_fit: { score: 80, reason: 'Software is an ideal industry.' },
          contact_quality: { score: 70, reason: 'A vice president decides.' },
          sales_potential: { score: 60, reason: 'The budget is approved.' },
          reasoning: 'A fitting company with a budget.',
        }),
      },
    },
  ],
  usage: { prompt_tokens: 900, completion_tokens: 120, total_tokens: 1_020 },
});

interface Replica {
  url: string;
  child: ChildProcess;
}

/** Runs over many leads: by a model that takes its time, with one replica, with two, with one of two killed; and by rules. */
await runBench(async ({ databaseUrl }) => {
  const provider = createServer((request, response) => {
    request.resume().once('end', () => {
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER), PROVIDER_MS);
    });
  });
  provider.keepAliveTimeout = 60_000;
  await once(provider.listen(0, '127.0.0.1'), 'listening');
  const { port } = provider.address() as AddressInfo;
  const environment = {
    ...{ DATABASE_URL: databaseUrl, PORT: '0', LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '100000000' },
    ...{
      CEREBRAS_API_KEY: 'bench',
      CEREBRAS_API_BASE: `http://127.0.0.1:${port}/v1`,
      RUNS_CONCURRENCY: String(PARALLEL),
    },
  };
  const client = new pg.Client({ connectionString: databaseUrl });
  const results: Record<string, object> = {};
  let isContent = true;
  const first = await startReplica(environment);
  await client.connect();
  try {
    const ideal = (LEADS / PARALLEL) * PROVIDER_MS;
    const measure = async (name: string, duringRun?: () => Promise<void>) => {
      await plant(client, LEADS);
      const ms = await run(first.url, 'llm', duringRun);
      const doubles = await doublesOf(client, LEADS);
      results[name] = {
        seconds: ms / 1_000,
        'share of ideal': ideal / ms,
        'at least': LEAST_SHARE,
        'not once': doubles,
      };
      console.log(`${name}: ${(ms / 1_000).toFixed(1)} s, ${((ideal / ms) * 100).toFixed(1)} % of ideal`);
      isContent &&= ideal / ms >= LEAST_SHARE && doubles === 0;
    };
    await measure('one replica');
    const second = await startReplica(environment);
    await measure('two replicas');
    await measure('two, one killed', async () => {
      await sleep(ideal / 2);
      second.child.kill('SIGKILL');
    });
    await plant(client, RULES_LEADS);
    const ms = await run(first.url, 'rules');
    const doubles = await doublesOf(client, RULES_LEADS);
    const rate = (RULES_LEADS / ms) * 1_000;
    results.rules = { seconds: ms / 1_000, 'leads a second': rate, 'at least': LEAST_RULES_RATE, 'not once': doubles };
    isContent &&= rate >= LEAST_RULES_RATE && doubles === 0;
  } finally {
    first.child.kill('SIGTERM');
    await client.end();
    provider.closeAllConnections();
    provider.close();
  }
  console.table(results);
  return isContent;
});

async function startReplica(environment: Record<string, string>): Promise<Replica> {
  const child = spawn(process.execPath, [SERVICE, 'serve'], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /listens on (http:\/\/[\d.:]+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => {
      reject(new Error(output));
    });
  });
  while (!(await fetch(`${url}/health/ready`)).ok) await sleep(50);
  return { url, child };
}

async function plant(client: pg.Client, count: number): Promise<void> {
  await client.query('TRUNCATE leads, qualifications, qualification_runs, run_items, scoring_claims CASCADE');
  await client.query(
    `INSERT INTO leads (workspace_id, id, company_name, industry, company_size, contact_name, contact_email, contact_title, notes)
     SELECT $1, gen_random_uuid(), 'Acme ' || n, 'Software', '51-200', 'Dana Reyes', 'dana.' || n || '@acme.example',
       'VP of Sales', 'Asked for a demo; budget approved for this quarter.'
     FROM generate_series(1, $2::int) AS n`,
    [DEFAULT_WORKSPACE_ID, count],
  );
  await client.query('VACUUM ANALYZE leads');
}

/** How long a run takes, in ms. */
async function run(url: string, method: string, duringRun?: () => Promise<void>): Promise<number> {
  const answer = await fetch(url + RUNS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filter: {}, method }),
  });
  const { id } = (await answer.json()) as { id: string };
  const startedAt = performance.now();
  void duringRun?.();
  for (;;) {
    const read = await fetch(`${url}${RUNS}/${id}`);
    const { state, counts } = (await read.json()) as { state: string; counts: object };
    if (state === 'completed') return performance.now() - startedAt;
    if (state !== 'queued' && state !== 'running') throw new Error(`The run is ${state}: ${JSON.stringify(counts)}`);
    await sleep(50);
  }
}

/** How many leads have no score of the run, or several. */
async function doublesOf(client: pg.Client, leads: number): Promise<number> {
  const { rows } = await client.query<{ once: number }>(
    `SELECT count(*)::int AS once FROM (SELECT FROM qualifications GROUP BY lead_id HAVING count(*) = 1) AS scored`,
  );
  return leads - (rows[0]?.once ?? 0);
}
