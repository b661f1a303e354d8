import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { ListIndexes1795600000000 } from '../../migrations/1795600000000-list-indexes.js';
import { DefaultSignals1796510000000 } from '../../migrations/1796510000000-default-signals.js';
import { LeadSearchText1796540000000 } from '../../migrations/1796540000000-lead-search-text.js';
import { LeadSearchJoined1796660000000 } from '../../migrations/1796660000000-lead-search-joined.js';
import { LeadSearchSigns1796670000000 } from '../../migrations/1796670000000-lead-search-signs.js';
import { LeadSearchLetters1796680000000 } from '../../migrations/1796680000000-lead-search-letters.js';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { loadSettings } from '../../src/app.settings.js';
import { createDataSource } from '../../src/database/data-source.js';
import { Migrator } from '../../src/database/migrator.js';
import { schema } from '../../src/schema.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { catalogueOf, pgDumpOf } from '../support/schema-dump.js';

/** How many migrations come before the one that builds indexes CONCURRENTLY. */
const BEFORE_INDEXES = schema.migrations.indexOf(ListIndexes1795600000000);

const BEFORE_SEARCH = schema.migrations.indexOf(LeadSearchText1796540000000);
const BEFORE_JOINED = schema.migrations.indexOf(LeadSearchJoined1796660000000);
const BEFORE_SIGNS = schema.migrations.indexOf(LeadSearchSigns1796670000000);
const BEFORE_LETTERS = schema.migrations.indexOf(LeadSearchLetters1796680000000);
const BEFORE_SIGNALS = schema.migrations.indexOf(DefaultSignals1796510000000);

let database: TestDatabase;
let open: DataSource[] = [];

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});

afterEach(async () => {
  await Promise.all(open.map((dataSource) => dataSource.destroy()));
  open = [];
  await database.drop();
});

/** A migrator that knows the first `count` migrations. */
async function migratorOf(count = schema.migrations.length): Promise<Migrator> {
  const settings = loadSettings({}).get(DatabaseSettings);
  const dataSource = createDataSource(database.url, settings, {
    ...schema,
    migrations: schema.migrations.slice(0, count),
  });
  open.push(await dataSource.initialize());
  return new Migrator(dataSource);
}

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
      await (await migratorOf(count)).run();
    }
    const [catalogue, dump] = [await catalogueOf(database), await pgDumpOf(database)];
    expect(catalogue.length).toBeGreaterThan(100);

    const migrator = await migratorOf();
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
    const migrator = await migratorOf();
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
    await (await migratorOf()).run();
    const [expected] = await newestIndex();
    expect(expected).toMatchObject({ valid: true });
    const undone = schema.migrations.slice(BEFORE_INDEXES).map(({ name }) => name);
    await database.query(`DELETE FROM sales_agent_migrations WHERE name = ANY($1)`, [undone]);
    await database.asSuperuser(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('ix_workspaces_created_at'::regclass, 'ix_leads_search'::regclass)`,
    );
    await database.query('ALTER INDEX ix_leads_industry RENAME TO ix_leads_industry_next');
    await (await migratorOf()).run();
    expect(await newestIndex()).toEqual([expected]);
    expect(await database.query('SELECT FROM pg_index WHERE NOT indisvalid')).toEqual([]);
    expect(await database.query(`SELECT to_regclass('ix_leads_industry_next') AS next`)).toEqual([{ next: null }]);
  }, 60_000);

  it('that build an index go on while another replica waits for its turn, and while leads are written', async () => {
    await (await migratorOf(BEFORE_INDEXES)).run();
    // An open transaction holds the build up, as long as the test wants to look at it.
    const release = Promise.withResolvers<undefined>();
    const blocker = createDataSource(database.url, loadSettings({}).get(DatabaseSettings), schema);
    open.push(await blocker.initialize());
    const blocking = blocker.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SELECT count(*) FROM leads');
      await release.promise;
    });
    const runs = [await migratorOf(), await migratorOf()].map((migrator) => migrator.run());
    const builds = `SELECT FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND datname = current_database()`;
    await until(async () => (await database.query(`${builds} AND wait_event = 'virtualxid'`)).length === 1);
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name) SELECT id, gen_random_uuid(), 'Acme' FROM workspaces`,
    );
    release.resolve(undefined);
    await Promise.all([blocking, ...runs]);
    expect(await newestIndex()).toMatchObject([{ valid: true }]);
  }, 60_000);

  it('renew the default signals of profiles, and leave versions alone that explain a score', async () => {
    await (await migratorOf(BEFORE_SIGNALS)).run();
    const [other] = await database.query<{ id: string }>(
      `INSERT INTO workspaces (id, name) VALUES (gen_random_uuid(), 'other') RETURNING id`,
    );
    await database.query(
      `INSERT INTO scoring_profiles (workspace_id, version, definition)
       SELECT $1, 1, definition FROM scoring_profiles LIMIT 1`,
      [other?.id],
    );
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name) SELECT workspace_id, gen_random_uuid(), 'Acme'
       FROM scoring_profiles WHERE workspace_id <> $1`,
      [other?.id],
    );
    await database.query(
      `INSERT INTO qualifications
         (workspace_id, id, lead_id, score, tier, reasoning, factors, method, model, latency_ms, profile_version)
       SELECT workspace_id, gen_random_uuid(), id, 50, 'C', 'why', '{}', 'rules', 'rules-1', 1, 1 FROM leads`,
    );
    const versions = () =>
      database.query(
        `SELECT workspace_id = $1 AS "isOther", version, definition->'disqualifiers' ? 'spam' AS "isNew"
         FROM scoring_profiles ORDER BY 1, 2`,
        [other?.id],
      );
    await (await migratorOf()).run();
    expect(await versions()).toEqual([
      { isOther: false, version: 1, isNew: false },
      { isOther: false, version: 2, isNew: true },
      { isOther: true, version: 1, isNew: true },
    ]);
  });

  it('fill what searches look through for every lead, also one that another transaction holds meanwhile', async () => {
    await (await migratorOf(BEFORE_SEARCH)).run();
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name)
       SELECT id, gen_random_uuid(), 'İzmir ' || n FROM workspaces, generate_series(1, 12000) AS n`,
    );
    const release = Promise.withResolvers<undefined>();
    const writer = createDataSource(database.url, loadSettings({}).get(DatabaseSettings), schema);
    open.push(await writer.initialize());
    // The column must be there before the lead is held: adding it waits for all who write.
    await (await migratorOf(BEFORE_SEARCH + 1)).run();
    const writing = writer.transaction(async (manager) => {
      await manager.query(`UPDATE leads SET notes = 'held' WHERE company_name IN ('İzmir 1', 'İzmir 7000')`);
      await release.promise;
    });
    const filled = () => database.query<{ count: number }>('SELECT count(search_text)::int AS count FROM leads');
    const run = (await migratorOf()).run();
    await until(async () => (await filled())[0]?.count === 11_998);
    release.resolve(undefined);
    await Promise.all([writing, run]);
    expect(await filled()).toEqual([{ count: 12_000 }]);
    expect(await database.query(`SELECT notes FROM leads WHERE search_text = 'izmir 7000'`)).toEqual([
      { notes: 'held' },
    ]);
  }, 60_000);

  it('add words without their signs to what searches look through, and leave all other leads as they are', async () => {
    await (await migratorOf(BEFORE_JOINED)).run();
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name, contact_phone)
       SELECT id, gen_random_uuid(), CASE n % 2 WHEN 0 THEN 'O’Brien ' ELSE 'Acme ' END || n, '030 12345'
       FROM workspaces, generate_series(1, 12000) AS n`,
    );
    await (await migratorOf()).run();
    expect(
      await database.query(
        `SELECT version, split_part(company_name, ' ', 1) AS name, count(*)::int AS leads,
                min(regexp_replace(search_text, ' \\d+', ' n')) AS text
         FROM leads GROUP BY 1, 2 ORDER BY 1`,
      ),
    ).toEqual([
      { version: 1, name: 'Acme', leads: 6_000, text: 'acme n\x1f03012345' },
      { version: 2, name: 'O’Brien', leads: 6_000, text: "o'brien n\nobrien\x1f03012345" },
    ]);
  }, 60_000);

  it('add names without the signs between their letters, and leave addresses and numbers as they are', async () => {
    await (await migratorOf(BEFORE_SIGNS)).run();
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name, contact_email, external_id, contact_phone)
       SELECT id, gen_random_uuid(), CASE n % 2 WHEN 0 THEN 'Jean-Pierre O’Brien S.A. ' ELSE 'Acme Inc. ' END || n,
              'dana.reyes@acme-group.example', 'crm-' || n || '-a', '030 12345'
       FROM workspaces, generate_series(1, 12000) AS n`,
    );
    await (await migratorOf()).run();
    expect(
      await database.query(
        `SELECT version, split_part(company_name, ' ', 1) AS name, count(*)::int AS leads,
                min(regexp_replace(search_text, '[0-9]+', 'n', 'g')) AS text
         FROM leads GROUP BY 1, 2 ORDER BY 1`,
      ),
    ).toEqual([
      {
        version: 1,
        name: 'Acme',
        leads: 6_000,
        text: 'acme inc. n\ndana.reyes@acme-group.example\ncrm-n-a\x1fn',
      },
      {
        version: 2,
        name: 'Jean-Pierre',
        leads: 6_000,
        text: "jean-pierre o'brien s.a. n\ndana.reyes@acme-group.example\ncrm-n-a\njeanpierre\nobrien\nsa\x1fn",
      },
    ]);
  }, 60_000);

  it('leave the index of searches to sessions that use it', async () => {
    await (await migratorOf(BEFORE_LETTERS)).run();
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name)
       SELECT id, gen_random_uuid(), 'İzmir ' || n FROM workspaces, generate_series(1, 12000) AS n`,
    );
    const session = createDataSource(database.url, loadSettings({}).get(DatabaseSettings), schema);
    open.push(await session.initialize());
    await session.query('SET enable_seqscan = off');
    const planOf = async () =>
      JSON.stringify(
        await session.query(`EXPLAIN SELECT id FROM leads WHERE search_letters(search_text) LIKE '%izmir 7000%'`),
      );
    expect(await planOf()).toContain('ix_leads_search');
    await (await migratorOf()).run();
    expect(await planOf()).toContain('ix_leads_search');
    await (await migratorOf()).revert();
    expect(await planOf()).toContain('ix_leads_search');
  });

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
    const dataSource = createDataSource(database.url, settings, { entities: [], migrations: [Slow1900000000000] });
    open.push(await dataSource.initialize());
    await new Migrator(dataSource).run();
    expect(await new Migrator(dataSource).pending()).toEqual([]);
    await expect(dataSource.query('SELECT pg_sleep(1.5)')).rejects.toThrow('statement timeout');
  }, 60_000);
});
