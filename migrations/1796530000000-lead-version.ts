import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each change of a lead gives it a new version, by whatever statement or release it is made. */
export class LeadVersion1796530000000 implements MigrationInterface {
  readonly name = 'LeadVersion1796530000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE leads ADD COLUMN IF NOT EXISTS version integer NOT NULL DEFAULT 1');
    await runner.query(`
      CREATE OR REPLACE FUNCTION count_lead_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.version := OLD.version + 1;
        RETURN NEW;
      END $$
    `);
    await runner.query(`
      CREATE OR REPLACE TRIGGER tr_leads_count_version BEFORE UPDATE ON leads
      FOR EACH ROW EXECUTE FUNCTION count_lead_version()
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER tr_leads_count_version ON leads');
    await runner.query('DROP FUNCTION count_lead_version()');
    await runner.query('ALTER TABLE leads DROP COLUMN version');
  }
}
