import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How leads ended, with all that was ever said about it. Neither new column has a default, so that no row is rewritten. */
export class LeadOutcomes1796600000000 implements MigrationInterface {
  readonly name = 'LeadOutcomes1796600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads
        ADD COLUMN IF NOT EXISTS outcome varchar(10),
        ADD COLUMN IF NOT EXISTS outcome_at timestamptz(3)`);
    await runner.query(`
      CREATE TABLE IF NOT EXISTS lead_outcomes (
        workspace_id uuid NOT NULL,
        id uuid NOT NULL,
        lead_id uuid NOT NULL,
        outcome varchar(10),
        at timestamptz(3),
        value_usd numeric(14,2),
        reason varchar(500),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_lead_outcomes PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_lead_outcomes_lead FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id)
          ON DELETE CASCADE,
        CONSTRAINT ck_lead_outcomes_outcome CHECK (outcome IN ('won', 'lost')),
        CONSTRAINT ck_lead_outcomes_at CHECK ((outcome IS NULL) = (at IS NULL))
      )`);
    await runner.query(`
      CREATE INDEX IF NOT EXISTS ix_lead_outcomes_lead ON lead_outcomes (workspace_id, lead_id, created_at DESC, id DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lead_outcomes');
    await runner.query('ALTER TABLE leads DROP COLUMN outcome, DROP COLUMN outcome_at');
  }
}
