import type { QueryRunner, MigrationInterface } from 'typeorm';
import { createIndex, dropIndex, replaceIndex } from '../src/database/concurrent-index.js';

const CHECKS = {
  ck_leads_linkedin_form: `contact_linkedin_url ~* '^https?://[^[:space:]]+$'`,
  ck_leads_country: `country ~ '^[A-Z]{2}$'`,
};

const SCORE = 'COALESCE(qualification_score, -1)';
const COMPANY = 'lower(company_name) COLLATE "C"';
/** The indexes of the other sorts, without the new filters. */
const SORTED = {
  ix_leads_score: `workspace_id, (${SCORE}) DESC, id DESC, status, qualification_tier, lower(industry), created_at`,
  ix_leads_company_name: `workspace_id, (${COMPANY}), id, status, qualification_tier, lower(industry), (${SCORE}), created_at`,
};

/** Behind the filter's order, what other filters need, as the indexes of the other filters have it. */
const FILTERED_BY = (column: string) =>
  `ON leads (workspace_id, lower(${column}), created_at DESC, id DESC, status, qualification_tier,
     (${SCORE})) WHERE ${column} IS NOT NULL`;

/**
 * Where a lead came from, its country, and its contact's LinkedIn page. Checks are validated and indexes built while others
 * read and write; every statement can be run again if the migration is interrupted.
 */
export class LeadOrigin1795900000000 implements MigrationInterface {
  readonly name = 'LeadOrigin1795900000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads
        ADD COLUMN IF NOT EXISTS contact_linkedin_url varchar(500),
        ADD COLUMN IF NOT EXISTS country char(2),
        ADD COLUMN IF NOT EXISTS source varchar(100)`);
    for (const [name, condition] of Object.entries(CHECKS)) {
      await runner.query(`
        ALTER TABLE leads DROP CONSTRAINT IF EXISTS ${name}, ADD CONSTRAINT ${name} CHECK (${condition}) NOT VALID`);
      await runner.query(`ALTER TABLE leads VALIDATE CONSTRAINT ${name}`);
    }
    await createIndex(runner, 'ix_leads_source', FILTERED_BY('source'));
    await createIndex(runner, 'ix_leads_country', FILTERED_BY('country'));
    for (const [name, columns] of Object.entries(SORTED)) {
      await replaceIndex(runner, name, `ON leads (${columns}, lower(source), lower(country))`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(SORTED)) await replaceIndex(runner, name, `ON leads (${columns})`);
    await dropIndex(runner, 'ix_leads_country');
    await dropIndex(runner, 'ix_leads_source');
    await runner.query('ALTER TABLE leads DROP COLUMN source, DROP COLUMN country, DROP COLUMN contact_linkedin_url');
  }
}
