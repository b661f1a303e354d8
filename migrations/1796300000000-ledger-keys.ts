import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/** Each attempt knows the API key that pays for it. Rows written before have none, as those in open mode. */
export class LedgerKeys1796300000000 implements MigrationInterface {
  readonly name = 'LedgerKeys1796300000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE llm_calls ADD COLUMN IF NOT EXISTS key_id uuid');
    await createIndex(
      runner,
      'ix_llm_calls_key',
      'ON llm_calls (workspace_id, key_id, created_at) WHERE key_id IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_llm_calls_key');
    await runner.query('ALTER TABLE llm_calls DROP COLUMN key_id');
  }
}
