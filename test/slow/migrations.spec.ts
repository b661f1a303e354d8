import { describe, expect, it } from 'vitest';
import { ListIndexes1795600000000 } from '../../migrations/1795600000000-list-indexes.js';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { loadSettings } from '../../src/app.settings.js';
import { Migrator } from '../../src/database/migrator.js';
import { schema } from '../../src/schema.js';
import { useMigratedDatabase } from '../support/migrated-database.js';
import { until } from '../support/until.js';
import { catalogueOf, pgDumpOf } from '../support/schema-dump.js';

/** How many migrations come before the one that builds indexes CONCURRENTLY. */
const BEFORE_INDEXES = schema.migrations.indexOf(ListIndexes1795600000000);

const database = useMigratedDatabase();

const newestIndex = async () =>
  database.query<{ valid: boolean; definition: string }>(
    `SELECT indisvalid AS valid, pg_get_indexdef(indexrelid) AS definition
     FROM pg_index WHERE indexrelid = to_regclass('ix_workspaces_created_at')`,
  );

/** Survives a revert, so that open mode does not begin again. */
const KEPT = 'open_mode_endings';

async function schemaOf(): Promise<string[]> {
  return (await catalogueOf(database)).filter((line) => !line.includes(KEPT));
}

describe('migrations', () => {
  it('leave the same schema when they are run, each taken back, and run again', async () => {
    const before: string[][] = [];
    for (let count = 1; count <= schema.migrations.length; count++) {
      before.push(await schemaOf());
      await (await database.migratorOf(count)).run();
    }
    const [catalogue, dump] = [await catalogueOf(database), await pgDumpOf(database)];
    expect(catalogue.length).toBeGreaterThan(100);

    const migrator = await database.migratorOf();
    for (const earlier of before.slice(1).reverse()) {
      await migrator.revert();
      expect(await schemaOf()).toEqual(earlier);
    }
    await migrator.revert();
    expect(await database.query(`SELECT relname FROM pg_class WHERE relname IN ('leads', 'workspaces')`)).toEqual([]);

    await migrator.run();
    expect(await catalogueOf(database)).toEqual(catalogue);
    expect(await pgDumpOf(database)).toEqual(dump);
  }, 60_000);

  it('that are all reverted and run again do not forget that a key was made', async () => {
    const migrator = await database.migratorOf();
    await migrator.run();
    await database.query(
      `INSERT INTO api_keys (workspace_id, id, name, hash, hint, scopes)
       SELECT id, id, 'first', sha256('first'), 'sa_live_', '{admin}' FROM workspaces`,
    );
    for (let count = schema.migrations.length; count > 0; count--) await migrator.revert();
    await migrator.run();
    expect(await database.query('SELECT count(*)::int AS keys FROM api_keys')).toEqual([{ keys: 0 }]);
    expect(await database.query('SELECT is_only FROM open_mode_endings')).toEqual([{ is_only: true }]);
  }, 60_000);

  it('take an index away that a build has left half done, and build it again', async () => {
    await (await database.migratorOf()).run();
    const [expected] = await newestIndex();
    expect(expected).toMatchObject({ valid: true });
    const undone = schema.migrations.slice(BEFORE_INDEXES).map(({ name }) => name);
    await database.query(`DELETE FROM sales_agent_migrations WHERE name = ANY($1)`, [undone]);
    await database.asSuperuser(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('ix_workspaces_created_at'::regclass, 'ix_leads_search'::regclass)`,
    );
    await database.query('ALTER INDEX ix_leads_industry RENAME TO ix_leads_industry_next');
    await (await database.migratorOf()).run();
    expect(await newestIndex()).toEqual([expected]);
    expect(await database.query('SELECT FROM pg_index WHERE NOT indisvalid')).toEqual([]);
    expect(await database.query(`SELECT to_regclass('ix_leads_industry_next') AS next`)).toEqual([{ next: null }]);
  }, 60_000);

  it('that build an index go on while another replica waits for its turn, and while leads are written', async () => {
    await (await database.migratorOf(BEFORE_INDEXES)).run();
    // An open transaction holds the build up, as long as the test wants to look at it.
    const release = Promise.withResolvers<undefined>();
    const blocker = await database.connect();
    const blocking = blocker.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SELECT count(*) FROM leads');
      await release.promise;
    });
    const runs = [await database.migratorOf(), await database.migratorOf()].map((migrator) => migrator.run());
    const builds = `SELECT FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND datname = current_database()`;
    await until(async () => (await database.query(`${builds} AND wait_event = 'virtualxid'`)).length === 1);
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name) SELECT id, gen_random_uuid(), 'Acme' FROM workspaces`,
    );
    release.resolve(undefined);
    await Promise.all([blocking, ...runs]);
    expect(await newestIndex()).toMatchObject([{ valid: true }]);
  }, 60_000);

  it('may take longer than a statement of a request, and than the database allows to its users', async () => {
    const settings = loadSettings({ DB_STATEMENT_TIMEOUT_SECONDS: '1' }).get(DatabaseSettings);
    const { pathname } = new URL(database.url);
    await database.query(`ALTER DATABASE ${pathname.slice(1)} SET statement_timeout = '1s'`);
    class Slow1900000000000 {
      readonly name = 'Slow1900000000000';
      up = (runner: { query: (sql: string) => Promise<unknown> }) =>
        runner.query('SELECT pg_sleep(1.5)').then(() => undefined);
      down = () => Promise.resolve();
    }
    const dataSource = await database.connect({ entities: [], migrations: [Slow1900000000000] }, settings);
    await new Migrator(dataSource).run();
    expect(await new Migrator(dataSource).pending()).toEqual([]);
    await expect(dataSource.query('SELECT pg_sleep(1.5)')).rejects.toThrow('statement timeout');
  }, 60_000);
});
