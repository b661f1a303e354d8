import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, runBench } from '../bench.js';
import { load } from '../load.js';
import { chat, providers, readStream } from './chat-load.js';

const LOAD_SECONDS = Number(process.env.SOAK_SECONDS ?? 600);
const WARM_UP_SECONDS = 60;
const AWAY_SECONDS = 90;
const STREAMS = 500;
const STREAM_ROUNDS = 5;
/** Between load and measuring, in seconds: what is queued is written, and ten seconds later memory is given back. */
const SETTLE_SECONDS = 30;
/** A process gives memory back late and in pages: within this share two measurements are the same. */
const TOLERANCE = 0.15;

/** Memory of the router under full load, under many streams, and under load while the database is away. */
await runBench(async (bench) => {
  const upstream = await bench.startServer(new URL('./static-upstream.js', import.meta.url), { TOKEN_PAUSE_MS: '50' });
  const url = await bench.startService({ LLM_PROVIDERS: providers(upstream) });
  const target = chat(url, '/api/v1/llm/chat/completions');

  await load(target, WARM_UP_SECONDS);
  await readStreams(url);
  const began = await settled(bench, url);
  console.log(`After warm-up: ${began.toFixed(0)} MiB`);

  const { requestsPerSecond } = await load(target, LOAD_SECONDS);
  const loaded = await settled(bench, url);
  console.log(`After ${LOAD_SECONDS} s at ${requestsPerSecond.toFixed(0)} requests/s: ${loaded.toFixed(0)} MiB`);

  for (let round = 0; round < STREAM_ROUNDS; round++) await readStreams(url);
  const streamed = await settled(bench, url);
  console.log(`After ${STREAM_ROUNDS} times ${STREAMS} streams at once: ${streamed.toFixed(0)} MiB`);

  const before = await rowsIn(bench.databaseUrl);
  let answered = 0;
  await bench.withoutDatabase(async () => {
    const sample = await load(target, AWAY_SECONDS);
    answered = sample.requestsPerSecond * AWAY_SECONDS;
    console.log(`While the database was away: ${sample.requestsPerSecond.toFixed(0)} requests/s`);
  });
  const after = await settled(bench, url);
  const written = (await rowsIn(bench.databaseUrl)) - before;
  console.log(
    `After ${AWAY_SECONDS} s without the database: ${after.toFixed(0)} MiB, ${written} of ${answered.toFixed(0)} rows`,
  );

  return [loaded, streamed, after].every((mebibytes) => mebibytes <= began * (1 + TOLERANCE));
});

/** @throws Error if a single stream is not whole */
async function readStreams(url: string): Promise<void> {
  const whole = await Promise.all(Array.from({ length: STREAMS }, () => readStream(url)));
  const broken = whole.filter((isWhole) => !isWhole).length;
  if (broken > 0) throw new Error(`${broken} of ${STREAMS} streams were not whole`);
}

async function settled(bench: Bench, url: string): Promise<number> {
  await sleep(SETTLE_SECONDS * 1_000);
  return bench.residentMiB(url);
}

async function rowsIn(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM llm_calls');
    return rows[0]?.count ?? NaN;
  } finally {
    await client.end();
  }
}
