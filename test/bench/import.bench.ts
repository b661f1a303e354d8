import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Bench, runBench } from './bench.js';

/** Rows of the file, unless the first argument says otherwise: some 170 MB. */
const ROWS = Number(process.argv[2] ?? 1_000_000);
/** Of the speed of `psql \copy` into the same table. */
const LEAST_RATIO = 0.5;
const MOST_MIB = 150;
const MOST_SLOWER = 2;
/** A file of so many rows is answered at once, within so many ms. */
const FEW = 1_000;
const MOST_MS_OF_FEW = 1_000;
const SAMPLE_MS = 100;
const IDLE_SAMPLES = 100;

const COLUMNS =
  'company_name,company_website,company_size,industry,contact_name,contact_email,contact_phone,contact_title,country,source,external_id';
const WORKSPACE = '00000000-0000-7000-8000-000000000001';

/** Importing a file, with its checks and its search for duplicates, against `psql \copy` of the clean rows. */
await runBench(async (bench) => {
  const folder = mkdtempSync(join(tmpdir(), 'sales-agent-import-'));
  try {
    return await measure(bench, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function measure(bench: Bench, folder: string): Promise<boolean> {
  const url = await bench.startService({ IMPORT_MAX_ROWS: String(ROWS) });
  const [clean, file] = [join(folder, 'clean.csv'), join(folder, 'leads.csv')];
  await write(clean, (index) => `${WORKSPACE},${randomUUID()},${row(index)}`);
  await write(file, row, COLUMNS);
  const copied = copy(bench.databaseUrl, clean);
  await truncate(bench.databaseUrl);
  const few = await importFew(url);
  await truncate(bench.databaseUrl);
  const idle = await reads(url, () => Promise.resolve(false));
  const idleMiB = bench.residentMiB(url);
  let mostMiB = idleMiB;
  const startedAt = performance.now();
  const importing = upload(url, file);
  const busy = await reads(url, async (isDone) => {
    mostMiB = Math.max(mostMiB, bench.residentMiB(url));
    return !isDone(await state(url));
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  await importing;
  const { counts } = await state(url);
  const perSecond = ROWS / seconds;
  console.table({
    'psql \\copy': { 'rows/s': Math.round(copied) },
    import: { 'rows/s': Math.round(perSecond), 'p95 of a read, ms': busy, 'MiB more': Math.round(mostMiB - idleMiB) },
    idle: { 'p95 of a read, ms': idle },
  });
  console.log(`${FEW} rows in ${Math.round(few)} ms`);
  console.log(`${(perSecond / copied).toFixed(2)} of the speed of \\copy; ${JSON.stringify(counts)}`);
  const problems = [
    ...(perSecond / copied < LEAST_RATIO ? [`Less than ${LEAST_RATIO} of the speed of \\copy`] : []),
    ...(few > MOST_MS_OF_FEW ? [`${FEW} rows take more than ${MOST_MS_OF_FEW} ms`] : []),
    ...(mostMiB - idleMiB > MOST_MIB ? [`More than ${MOST_MIB} MiB more than idle`] : []),
    ...(busy > MOST_SLOWER * Math.max(idle, 5) ? [`Reads take more than ${MOST_SLOWER} times as long`] : []),
    ...(counts.created === ROWS ? [] : ['Not every row became a lead']),
  ];
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

function row(index: number): string {
  const company = `company-${index.toString(36)}`;
  return `Company ${index} GmbH,https://www.${company}.example,50-200,Software,Dana Reyes ${index},dana.reyes@${company}.example,+1 555 ${index},VP of Sales,DE,webinar,crm-${index}`;
}

async function write(path: string, line: (index: number) => string, header?: string): Promise<void> {
  const stream = createWriteStream(path);
  if (header !== undefined) stream.write(`${header}\n`);
  for (let start = 0; start < ROWS; start += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, ROWS - start) }, (_, offset) => line(start + offset));
    if (!stream.write(`${lines.join('\n')}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

/** @returns rows a second */
function copy(databaseUrl: string, file: string): number {
  const startedAt = performance.now();
  // psql of another version may not know all parameters.
  const command = `\\copy leads (workspace_id, id, ${COLUMNS}) FROM '${file}' CSV`;
  execFileSync('psql', [databaseUrl.replace(/\?.*/, ''), '-qc', command], { stdio: 'inherit' });
  return ROWS / ((performance.now() - startedAt) / 1_000);
}

async function truncate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('TRUNCATE leads CASCADE').finally(() => client.end());
}

interface ImportState {
  state: string;
  counts: { created: number };
}

async function state(url: string): Promise<ImportState> {
  const { data } = (await (await fetch(`${url}/api/v1/imports?limit=1`)).json()) as { data: ImportState[] };
  return data[0] ?? { state: 'receiving', counts: { created: 0 } };
}

async function upload(url: string, file: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/imports`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', 'content-length': String(statSync(file).size) },
    body: createReadStream(file),
    duplex: 'half',
  });
  if (!response.ok) throw new Error(`The import was answered with ${response.status}: ${await response.text()}`);
}

/** The shortest of three times that a small file takes until it is answered with what became of it, in ms. */
async function importFew(url: string): Promise<number> {
  const times: number[] = [];
  for (let round = 1; round <= 3; round++) {
    const lines = Array.from({ length: FEW }, (_, index) => row(round * FEW + index));
    const startedAt = performance.now();
    const response = await fetch(`${url}/api/v1/imports?wait=true`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: [COLUMNS, ...lines].join('\n'),
    });
    const { counts } = (await response.json()) as ImportState;
    times.push(performance.now() - startedAt);
    if (counts.created !== FEW) throw new Error('Not every row of a small file became a lead');
  }
  return Math.min(...times);
}

/** The 95th percentile of the time of reads, in ms: so many, or for as long as `goOn` says. */
async function reads(url: string, goOn: (isDone: (one: ImportState) => boolean) => Promise<boolean>): Promise<number> {
  const times: number[] = [];
  const isDone = ({ state }: ImportState) => state === 'completed' || state === 'failed';
  for (let more = true; more || times.length < IDLE_SAMPLES;) {
    const startedAt = performance.now();
    await (await fetch(`${url}/api/v1/leads?limit=10`)).arrayBuffer();
    times.push(performance.now() - startedAt);
    await sleep(SAMPLE_MS);
    more = await goOn(isDone);
  }
  times.sort((a, b) => a - b);
  return Number((times[Math.floor(times.length * 0.95)] ?? NaN).toFixed(1));
}
