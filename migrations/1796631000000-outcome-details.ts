import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Parts of the function that records what webhooks are told of leads that change, and what takes their places. */
const CHANGES: readonly (readonly [before: string, after: string])[] = [
  ['{status,', '{outcome,outcome_at,outcome_value_usd,outcome_reason,status,'],
  [
    `jsonb_build_object('previous_tier', former.qualification_tier))`,
    `jsonb_build_object('previous_tier', former.qualification_tier)),
          ('lead.outcome', 4, (lead.outcome, lead.outcome_at, lead.outcome_value_usd, lead.outcome_reason)
              IS DISTINCT FROM (former.outcome, former.outcome_at, former.outcome_value_usd, former.outcome_reason),
            jsonb_build_object('outcome', jsonb_build_object(
              'outcome', lead.outcome, 'value_usd', lead.outcome_value_usd::text,
              'at', to_char(lead.outcome_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))))`,
  ],
];

/**
 * All of a lead's outcome stands on the lead, so that lists and exports have it. Webhooks are told of it by an event of its own.
 * Neither column has a default, so that no row is rewritten but those that have ended.
 */
export class OutcomeDetails1796631000000 implements MigrationInterface {
  readonly name = 'OutcomeDetails1796631000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads
        ADD COLUMN IF NOT EXISTS outcome_value_usd numeric,
        ADD COLUMN IF NOT EXISTS outcome_reason varchar(500)`);
    await runner.query(`
      UPDATE leads SET outcome_value_usd = newest.value_usd, outcome_reason = newest.reason
      FROM (
        SELECT DISTINCT ON (workspace_id, lead_id) workspace_id, lead_id, value_usd, reason FROM lead_outcomes
        ORDER BY workspace_id, lead_id, created_at DESC, id DESC
      ) AS newest
      WHERE leads.workspace_id = newest.workspace_id AND leads.id = newest.lead_id
        AND (newest.value_usd IS NOT NULL OR newest.reason IS NOT NULL)`);
    await rewrite(runner, CHANGES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await rewrite(
      runner,
      CHANGES.map(([before, after]) => [after, before] as const),
    );
    await runner.query('ALTER TABLE leads DROP COLUMN outcome_value_usd, DROP COLUMN outcome_reason');
  }
}

/** Other migrations change the same function: what they have changed stays. */
async function rewrite(runner: QueryRunner, changes: typeof CHANGES): Promise<void> {
  const [row] = (await runner.query(`SELECT pg_get_functiondef('record_changed_leads'::regproc) AS definition`)) as [
    { definition: string },
  ];
  let { definition } = row;
  for (const [before, after] of changes) {
    if (!definition.includes(before)) throw new Error(`record_changed_leads() does not have ${before}`);
    definition = definition.replaceAll(before, () => after);
  }
  await runner.query(definition);
}
