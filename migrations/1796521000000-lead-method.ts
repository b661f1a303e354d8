import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

const SCORE = 'COALESCE(qualification_score, -1)';

/** Lists of leads by the method of their score. Built while others read and write; a new lead has none. */
export class LeadMethod1796521000000 implements MigrationInterface {
  readonly name = 'LeadMethod1796521000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(
      runner,
      'ix_leads_method',
      `ON leads (workspace_id, qualification_method, created_at DESC, id DESC, status, qualification_tier, lower(industry),
         (${SCORE})) WHERE qualification_method IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_leads_method');
  }
}
