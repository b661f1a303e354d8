import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/** The leads that ended last. Built while others read and write; a lead that has not ended is not in it. */
export class LeadOutcomeTimeIndex1796630000000 implements MigrationInterface {
  readonly name = 'LeadOutcomeTimeIndex1796630000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(
      runner,
      'ix_leads_outcome_at',
      'ON leads (workspace_id, outcome_at DESC, id DESC) WHERE outcome IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_leads_outcome_at');
  }
}
