import { describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { loadSettings } from '../../src/app.settings.js';
import { createDataSource } from '../../src/database/data-source.js';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { Migrator } from '../../src/database/migrator.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { schema } from '../../src/schema.js';
import { backUp, restore, useBackupFiles, withEmptyDatabase } from '../support/backup-files.js';
import { contentsOf } from '../support/table-contents.js';
import { useTestDatabase } from '../support/test-database.js';

const settings = loadSettings({}).get(DatabaseSettings);
const { file } = useBackupFiles();

describe('a backup that is made while rows are written', () => {
  const source = useTestDatabase();

  it('is of one moment: whatever refers to a row has it, and what was written together is in it together', async () => {
    let isDone = false;
    const writers = Array.from({ length: 4 }, async () => {
      while (!isDone) {
        await source.query(
          `WITH lead AS (INSERT INTO leads (workspace_id, id, company_name) VALUES ($1, gen_random_uuid(), 'A') RETURNING *)
           INSERT INTO audit_events (workspace_id, id, action, outcome, actor_name)
           SELECT $1, id, 'lead.export', 'succeeded', 'test' FROM lead`,
          [DEFAULT_WORKSPACE_ID],
        );
      }
    });
    const path = file('running.backup');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await backUp(source, path);
    isDone = true;
    await Promise.all(writers);
    await withEmptyDatabase(async (target) => {
      await restore(target, path);
      const [counts] = await target.query<{ leads: number; events: number; pairs: number }>(
        `SELECT (SELECT count(*)::int FROM leads) AS leads, (SELECT count(*)::int FROM audit_events) AS events,
           (SELECT count(*)::int FROM leads JOIN audit_events USING (workspace_id, id)) AS pairs`,
      );
      expect(counts!.leads).toBeGreaterThan(10);
      expect(counts).toEqual({ leads: counts!.leads, events: counts!.leads, pairs: counts!.leads });
    });
  }, 60_000);
});

describe('a backup of an older version', () => {
  it('is restored at its own schema, and ends as the database that was migrated in place', async () => {
    await withEmptyDatabase(async (source) => {
      const migrate = async (count: number) => {
        const dataSource = createDataSource(source.url, settings, {
          ...schema,
          migrations: schema.migrations.slice(0, count),
        });
        await dataSource.initialize();
        await new Migrator(dataSource).run();
        await dataSource.destroy();
      };
      await migrate(5);
      await source.query(
        `INSERT INTO leads (workspace_id, id, company_name, notes, created_at)
         SELECT id, gen_random_uuid(), 'Company ' || n, E'line\\n\\\\', '2026-01-01' FROM workspaces, generate_series(1, 500) AS n`,
      );
      await backUp(source, file('old.backup'));
      await migrate(schema.migrations.length);
      await withEmptyDatabase(async (target) => {
        expect(await restore(target, file('old.backup'))).toHaveLength(schema.migrations.length - 5);
        expect(await contentsOf(target)).toEqual(await contentsOf(source));
      });
    });
  }, 60_000);
});

describe('every table of the service', () => {
  const database = useTestDatabase();

  it('is in a backup, or is named here as one that is not', async () => {
    const tables = await database.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace::regnamespace::text IN ('public', 'sales_agent_jobs')`,
    );
    await backUp(database, file('tables.backup'));
    const text = gunzipSync(await readFile(file('tables.backup'))).toString('latin1');
    const missing = tables.map(({ name }) => name).filter((name) => !text.includes(`{"name":"${name}"`));
    const ofProcesses = ['bam', 'instance', 'queue_stats', 'version', 'warning'].map(
      (name) => `sales_agent_jobs.${name}`,
    );
    // Migrations are in the header; windows of rate limits are a minute long.
    expect(missing.sort()).toEqual([...ofProcesses, 'rate_limit_windows', 'sales_agent_migrations'].sort());
  });
});
