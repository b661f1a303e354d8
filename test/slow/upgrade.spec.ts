import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AuditOutcomeStarted1795800000000 } from '../../migrations/1795800000000-audit-outcome-started.js';
import { loadSettings } from '../../src/app.settings.js';
import { createDataSource } from '../../src/database/data-source.js';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { Migrator } from '../../src/database/migrator.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { schema } from '../../src/schema.js';
import { startService, useFolder } from '../support/service-process.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

/** More of them by `UPGRADE_LEADS=1000000`. */
const LEADS = Number(process.env.UPGRADE_LEADS ?? 20_000);
const TIMEOUT_MS = 90_000 + LEADS;
/** The schema of the first version. */
const FIRST = schema.migrations.indexOf(AuditOutcomeStarted1795800000000) + 1;
/** Migrations give up a lock after five seconds, so that no statement waits longer; others use the machine, too. */
const LONGEST_WAIT_MS = 7_000;

const OLD_LEADS = `
  INSERT INTO leads (workspace_id, id, company_name, industry, contact_name, contact_email, notes, created_at, updated_at)
  SELECT $1, gen_random_uuid(), 'Company ' || n, 'Software', 'Person ' || n, 'p' || n || '@c' || n % 1000 || '.example',
    'Asked for a demo in Porto-' || n, now() - n * interval '1 minute', now()
  FROM generate_series(1, $2::int) AS n`;

/** What a replica of the first version does meanwhile, over and over. */
const WORK: Record<string, [sql: string, parameters: unknown[]]> = {
  insert: [
    `INSERT INTO leads (workspace_id, id, company_name) VALUES ($1, gen_random_uuid(), 'Written meanwhile')`,
    [DEFAULT_WORKSPACE_ID],
  ],
  update: [
    `UPDATE leads SET notes = 'Changed meanwhile', updated_at = now() WHERE (workspace_id, id) IN (
       SELECT workspace_id, id FROM leads WHERE workspace_id = $1 AND company_name LIKE 'Company 7%' LIMIT 1)`,
    [DEFAULT_WORKSPACE_ID],
  ],
  list: [
    `SELECT id, company_name, status FROM leads WHERE workspace_id = $1 ORDER BY created_at DESC, id DESC LIMIT 50`,
    [DEFAULT_WORKSPACE_ID],
  ],
};

interface Load {
  done: number;
  longestMs: number;
  failures: string[];
}

describe('an upgrade of a database of the first version', () => {
  const folder = useFolder();
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
    await migrate(FIRST);
    await database.query(OLD_LEADS, [DEFAULT_WORKSPACE_ID, LEADS]);
  }, TIMEOUT_MS);
  afterAll(() => database.drop());

  async function migrate(count = schema.migrations.length): Promise<void> {
    const settings = loadSettings({}).get(DatabaseSettings);
    const migrations = schema.migrations.slice(0, count);
    const dataSource = await createDataSource(database.url, settings, { ...schema, migrations }).initialize();
    await new Migrator(dataSource).run();
    await dataSource.destroy();
  }

  async function repeat(kind: string, isOver: () => boolean): Promise<Load> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const load: Load = { done: 0, longestMs: 0, failures: [] };
    while (!isOver()) {
      const startedAt = performance.now();
      await client.query(...WORK[kind]!).then(
        () => load.done++,
        (error: unknown) => load.failures.push(String(error)),
      );
      load.longestMs = Math.max(load.longestMs, performance.now() - startedAt);
      await sleep(5);
    }
    await client.end();
    return load;
  }

  it(
    'goes on under reads and writes: none fails or waits for long, and nothing is lost',
    async () => {
      let isOver = false;
      const running = Object.keys(WORK).map(async (kind) => [kind, await repeat(kind, () => isOver)] as const);
      const startedAt = performance.now();
      await migrate().finally(() => {
        isOver = true;
      });
      const tookMs = performance.now() - startedAt;
      const loads = Object.fromEntries(await Promise.all(running));
      const waits = Object.entries(loads).map(
        ([kind, { done, longestMs }]) => `${kind} ${done}, ${longestMs.toFixed()} ms`,
      );
      console.log(`Upgraded ${LEADS} leads in ${tookMs.toFixed()} ms; longest waits: ${waits.join('; ')}`);
      for (const load of Object.values(loads)) {
        expect(load.failures).toEqual([]);
        expect(load.done).toBeGreaterThan(0);
        expect(load.longestMs).toBeLessThan(LONGEST_WAIT_MS);
      }
      const [stored] = await database.query<{ leads: number; searchable: number }>(
        `SELECT count(*)::int AS leads, (count(search_text))::int AS searchable FROM leads`,
      );
      const all = LEADS + loads.insert!.done;
      expect(stored).toEqual({ leads: all, searchable: all });
    },
    TIMEOUT_MS,
  );

  it('leaves a database that a service of this version starts on, with leads that can be read, found and changed', async () => {
    const service = await startService(folder.path, { DATABASE_URL: database.url });
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok, 30_000);
    const found = await fetch(`${service.url}/api/v1/leads?q=${encodeURIComponent(`Company ${LEADS}`)}`);
    const { data } = (await found.json()) as { data: { id: string; company_name: string }[] };
    expect(data.map(({ company_name }) => company_name)).toEqual([`Company ${LEADS}`]);
    const scored = await fetch(`${service.url}/api/v1/leads/${data[0]!.id}/qualify`, { method: 'POST' });
    expect(scored.status).toBe(200);
    expect(await service.end('SIGTERM')).toBe(0);
  }, 60_000);
});
