import 'reflect-metadata';
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { loadSettings } from '../../src/app.settings.js';
import { createDataSource } from '../../src/database/data-source.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { LeadListRepository } from '../../src/leads/lead-list.repository.js';
import { SearchSamples } from '../../src/leads/search/search-samples.service.js';
import { LeadsRepository } from '../../src/leads/leads.repository.js';
import { schema } from '../../src/schema.js';
import { runBench } from './bench.js';
import type { Sample } from './load.js';
import { judge } from './report.js';
import { insertSampleLeads } from './sample-leads.js';
import { type Statement, statementOf } from '../support/rows/statement.js';
import {
  alone,
  asText,
  pipelinedTransaction,
  type Read,
  SET_WORKSPACE,
  SETTING,
  transaction,
  underOneSync,
} from './workspace-reads.js';

const LEADS = 1_000;
const PAGE = 50;
const READERS = 32;
/** Two reads, eight ways: 68 s in all. Short and many, so that whatever else the machine does meets all ways alike. */
const ROUNDS = 32;
const SECONDS_PER_ROUND = 0.125;

const POLICY = `workspace_id = current_setting('${SETTING}')::uuid`;
const GUARDED = ['leads', 'qualifications'];

/** Reads of one role with and without a policy on the tables, and what it costs to tell the policy the workspace. */
await runBench(async ({ databaseUrl }) => {
  const settings = loadSettings({}).get(DatabaseSettings);
  const dataSource = await createDataSource(databaseUrl, settings, schema).initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
  const ids = await insertSampleLeads(databaseUrl, LEADS);
  const [plainUrl, guardedUrl] = await prepareDatabases(databaseUrl);

  await using pools = new AsyncDisposableStack();
  const open = (connectionString: string, options: pg.PoolConfig = {}) => {
    const pool = new pg.Pool({ connectionString, max: settings.poolSize + settings.maxOverflow, ...options });
    // The server stops right after; a connection that has not closed yet says so.
    pool.on('error', () => undefined);
    return pools.adopt(pool, () => pool.end());
  };
  const plain = open(plainUrl);
  const session = open(guardedUrl, { options: `-c ${SETTING}=${DEFAULT_WORKSPACE_ID}` });
  const shared = open(guardedUrl);
  const unscoped = {
    'no policy': alone(plain),
    'no policy, again': alone(plain),
    'no policy, values in the text': asText(plain),
    'policy, SET once a connection': alone(session),
  };
  const scoped = {
    'policy, values in the text, one text of two': asText(shared, SET_WORKSPACE),
    'policy, two statements under one Sync': underOneSync(shared),
    'policy, transaction in one round trip': pipelinedTransaction(open(guardedUrl, { pipeline: true })),
    'policy, transaction in four round trips': transaction(shared),
  };

  console.log(`${ROUNDS} alternating rounds of ${SECONDS_PER_ROUND} s over ${LEADS} leads; medians:`);
  for (const [name, statements] of Object.entries(await readsOf(ids))) {
    const statement = statements[0]!;
    await assertSamePlan(statement, plain, session);
    await assertSameRows(statement, { ...unscoped, ...scoped });
    for (const read of Object.values(scoped)) assert.deepEqual(await read(statement, randomUUID()), []);
    await assert.rejects(alone(shared)(statement, DEFAULT_WORKSPACE_ID), 'a read that tells no workspace must fail');
    print(name, await compare({ ...unscoped, ...scoped }, statements));
  }
  return true;
});

/** The statements of the repositories, as the service sends them. */
async function readsOf(ids: string[]): Promise<Record<string, Statement[]>> {
  const { sql } = await statementOf((database) => new LeadsRepository(database).findById(DEFAULT_WORKSPACE_ID, 'id'));
  const page = await statementOf((database) =>
    new LeadListRepository(database, new SearchSamples(database)).findPage(
      DEFAULT_WORKSPACE_ID,
      {},
      '-created_at',
      PAGE + 1,
    ),
  );
  return {
    'one lead': ids.map((id) => ({ sql, parameters: [DEFAULT_WORKSPACE_ID, id] })),
    [`a page of ${PAGE} leads`]: [page],
  };
}

/**
 * Copies the database and puts the policy on the copy, so that two of the same bytes differ in nothing else.
 * @returns the address of each, for a role that policies bind: neither a superuser nor the owner
 */
async function prepareDatabases(databaseUrl: string): Promise<[plain: string, guarded: string]> {
  const password = randomBytes(24).toString('hex');
  const [plain, guarded] = [new URL(databaseUrl), new URL(databaseUrl)];
  guarded.pathname = '/guarded';
  await run(plain, `CREATE ROLE reader LOGIN PASSWORD '${password}'; GRANT SELECT ON ${GUARDED.join(', ')} TO reader`);
  await run(plain, `CREATE DATABASE guarded TEMPLATE ${plain.pathname.slice(1)}`);
  for (const table of GUARDED) {
    await run(guarded, `CREATE POLICY own_workspace ON ${table} USING (${POLICY})`);
    await run(guarded, `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`);
  }
  for (const url of [plain, guarded]) Object.assign(url, { username: 'reader', password });
  return [plain.href, guarded.href];
}

async function run({ href }: URL, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The policy must not cost the index; what it adds is one comparison before the first row. */
async function assertSamePlan({ sql, parameters }: Statement, plain: pg.Pool, guarded: pg.Pool): Promise<void> {
  const planOf = async (pool: pg.Pool) => {
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${sql}`, parameters);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  const [before, after] = [await planOf(plain), await planOf(guarded)];
  assert.match(before, /Index Scan/);
  assert.deepEqual(after.match(/Index.*/g), before.match(/Index.*/g));
  console.log(`\n${after}`);
}

/** A comparison means nothing unless all do the same. */
async function assertSameRows(statement: Statement, ways: Record<string, Read>): Promise<void> {
  const expected = await ways['no policy']!(statement, DEFAULT_WORKSPACE_ID);
  assert.ok(expected.length > 0);
  for (const read of Object.values(ways)) assert.deepEqual(await read(statement, DEFAULT_WORKSPACE_ID), expected);
}

/** One sample a round each; the first round warms up and is not kept. */
async function compare(ways: Record<string, Read>, statements: Statement[]): Promise<Record<string, Sample[]>> {
  const entries = Object.entries(ways);
  const samples = Object.fromEntries(entries.map(([name]) => [name, [] as Sample[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    // Each goes first as often as any other.
    const turn = round % entries.length;
    for (const [name, read] of [...entries.slice(turn), ...entries.slice(0, turn)]) {
      const sample = await load(read, statements);
      if (round > 0) samples[name]!.push(sample);
    }
  }
  return samples;
}

async function load(read: Read, statements: Statement[]): Promise<Sample> {
  const times: number[] = [];
  const start = performance.now();
  const reader = async () => {
    for (let now = start; now < start + SECONDS_PER_ROUND * 1_000;) {
      await read(statements[times.length % statements.length]!, DEFAULT_WORKSPACE_ID);
      times.push(performance.now() - now);
      now = performance.now();
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  const seconds = (performance.now() - start) / 1_000;
  times.sort((left, right) => left - right);
  return { requestsPerSecond: times.length / seconds, p99Ms: times[Math.floor(times.length * 0.99)]! };
}

function print(name: string, samples: Record<string, Sample[]>): void {
  const baseline = samples['no policy']!;
  const rows = Object.entries(samples).map(([way, subject]) => {
    const verdict = judge(way, { subject, baseline });
    return {
      [name]: way,
      'reads/s': Math.round(verdict.subject.requestsPerSecond),
      'p99 ms': Number(verdict.subject.p99Ms.toFixed(1)),
      'of no policy': Number(verdict.ratio.toFixed(3)),
    };
  });
  console.table(rows);
}
