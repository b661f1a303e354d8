import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/** Lists of leads by their outcome. Built while others read and write; a new lead has none. */
export class LeadOutcomeIndex1796601000000 implements MigrationInterface {
  readonly name = 'LeadOutcomeIndex1796601000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(
      runner,
      'ix_leads_outcome',
      'ON leads (workspace_id, outcome, created_at DESC, id DESC) WHERE outcome IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_leads_outcome');
  }
}
