import type { MigrationInterface, QueryRunner } from 'typeorm';

const OLD_SIGNALS = ['demo', 'budget', 'pricing', 'evaluating', 'this quarter', 'expanding', 'hiring', 'funding'];
const OLD_DISQUALIFIERS = ['student', 'competitor', 'no budget', 'not interested', 'unsubscribe'];
const NEW_SIGNALS = [...OLD_SIGNALS, 'ready to buy', 'RFP', 'quote', 'trial', 'proof of concept', 'next quarter'];
const NEW_DISQUALIFIERS = [...OLD_DISQUALIFIERS, 'do not call', 'wrong number', 'spam', 'test lead'];

/**
 * Workspaces whose profile has the default signals and disqualifiers get those of today. A version that a qualification names
 * stays as it is, since it explains that score: its workspace gets a new one.
 */
export class DefaultSignals1796510000000 implements MigrationInterface {
  readonly name = 'DefaultSignals1796510000000';

  async up(runner: QueryRunner): Promise<void> {
    await replace(runner, [OLD_SIGNALS, OLD_DISQUALIFIERS], [NEW_SIGNALS, NEW_DISQUALIFIERS]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replace(runner, [NEW_SIGNALS, NEW_DISQUALIFIERS], [OLD_SIGNALS, OLD_DISQUALIFIERS]);
  }
}

async function replace(runner: QueryRunner, [from, fromOther]: string[][], [to, toOther]: string[][]): Promise<void> {
  await runner.query(
    `WITH newest AS (
       SELECT DISTINCT ON (workspace_id) workspace_id, version, definition
       FROM scoring_profiles ORDER BY workspace_id, version DESC
     ), outdated AS (
       SELECT workspace_id, version,
              definition || jsonb_build_object('buyingSignals', $3::jsonb, 'disqualifiers', $4::jsonb) AS definition,
              EXISTS (SELECT FROM qualifications q
                      WHERE q.workspace_id = newest.workspace_id AND q.profile_version = newest.version) AS is_named
       FROM newest
       WHERE definition->'buyingSignals' = $1::jsonb AND definition->'disqualifiers' = $2::jsonb
     ), changed AS (
       UPDATE scoring_profiles p SET definition = o.definition
       FROM outdated o
       WHERE p.workspace_id = o.workspace_id AND p.version = o.version AND NOT o.is_named
     )
     INSERT INTO scoring_profiles (workspace_id, version, definition)
     SELECT workspace_id, version + 1, definition FROM outdated WHERE is_named`,
    [from, fromOther, to, toOther].map((list) => JSON.stringify(list)),
  );
}
