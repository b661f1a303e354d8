import { describe, expect, it } from 'vitest';
import { DefaultSignals1796510000000 } from '../../migrations/1796510000000-default-signals.js';
import { LeadSearchText1796540000000 } from '../../migrations/1796540000000-lead-search-text.js';
import { LeadSearchJoined1796660000000 } from '../../migrations/1796660000000-lead-search-joined.js';
import { LeadSearchSigns1796670000000 } from '../../migrations/1796670000000-lead-search-signs.js';
import { LeadSearchLetters1796680000000 } from '../../migrations/1796680000000-lead-search-letters.js';
import { schema } from '../../src/schema.js';
import { useMigratedDatabase } from '../support/migrated-database.js';
import { until } from '../support/until.js';

const BEFORE_SEARCH = schema.migrations.indexOf(LeadSearchText1796540000000);
const BEFORE_JOINED = schema.migrations.indexOf(LeadSearchJoined1796660000000);
const BEFORE_SIGNS = schema.migrations.indexOf(LeadSearchSigns1796670000000);
const BEFORE_LETTERS = schema.migrations.indexOf(LeadSearchLetters1796680000000);
const BEFORE_SIGNALS = schema.migrations.indexOf(DefaultSignals1796510000000);

const database = useMigratedDatabase();

describe('migrations of rows that are there', () => {
  it('renew the default signals of profiles, and leave versions alone that explain a score', async () => {
    await (await database.migratorOf(BEFORE_SIGNALS)).run();
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
    await (await database.migratorOf()).run();
    expect(await versions()).toEqual([
      { isOther: false, version: 1, isNew: false },
      { isOther: false, version: 2, isNew: true },
      { isOther: true, version: 1, isNew: true },
    ]);
  });

  it('fill what searches look through for every lead, also one that another transaction holds meanwhile', async () => {
    await (await database.migratorOf(BEFORE_SEARCH)).run();
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name)
       SELECT id, gen_random_uuid(), 'İzmir ' || n FROM workspaces, generate_series(1, 12000) AS n`,
    );
    const release = Promise.withResolvers<undefined>();
    const writer = await database.connect();
    // The column must be there before the lead is held: adding it waits for all who write.
    await (await database.migratorOf(BEFORE_SEARCH + 1)).run();
    const writing = writer.transaction(async (manager) => {
      await manager.query(`UPDATE leads SET notes = 'held' WHERE company_name IN ('İzmir 1', 'İzmir 7000')`);
      await release.promise;
    });
    const filled = () => database.query<{ count: number }>('SELECT count(search_text)::int AS count FROM leads');
    const run = (await database.migratorOf()).run();
    await until(async () => (await filled())[0]?.count === 11_998);
    release.resolve(undefined);
    await Promise.all([writing, run]);
    expect(await filled()).toEqual([{ count: 12_000 }]);
    expect(await database.query(`SELECT notes FROM leads WHERE search_text = 'izmir 7000'`)).toEqual([
      { notes: 'held' },
    ]);
  }, 60_000);

  it('add words without their signs to what searches look through, and leave all other leads as they are', async () => {
    await (await database.migratorOf(BEFORE_JOINED)).run();
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name, contact_phone)
       SELECT id, gen_random_uuid(), CASE n % 2 WHEN 0 THEN 'O’Brien ' ELSE 'Acme ' END || n, '030 12345'
       FROM workspaces, generate_series(1, 12000) AS n`,
    );
    await (await database.migratorOf()).run();
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
    await (await database.migratorOf(BEFORE_SIGNS)).run();
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name, contact_email, external_id, contact_phone)
       SELECT id, gen_random_uuid(), CASE n % 2 WHEN 0 THEN 'Jean-Pierre O’Brien S.A. ' ELSE 'Acme Inc. ' END || n,
              'dana.reyes@acme-group.example', 'crm-' || n || '-a', '030 12345'
       FROM workspaces, generate_series(1, 12000) AS n`,
    );
    await (await database.migratorOf()).run();
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
    await (await database.migratorOf(BEFORE_LETTERS)).run();
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name)
       SELECT id, gen_random_uuid(), 'İzmir ' || n FROM workspaces, generate_series(1, 12000) AS n`,
    );
    const session = await database.connect();
    await session.query('SET enable_seqscan = off');
    const planOf = async () =>
      JSON.stringify(
        await session.query(`EXPLAIN SELECT id FROM leads WHERE search_letters(search_text) LIKE '%izmir 7000%'`),
      );
    expect(await planOf()).toContain('ix_leads_search');
    await (await database.migratorOf()).run();
    expect(await planOf()).toContain('ix_leads_search');
    await (await database.migratorOf()).revert();
    expect(await planOf()).toContain('ix_leads_search');
  });
});
