import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/** Each attempt has the tags that its request was sent with; `null` for none, so that rows without tags cost no index. */
export class LedgerTags1796320000000 implements MigrationInterface {
  readonly name = 'LedgerTags1796320000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE llm_calls ADD COLUMN IF NOT EXISTS tags varchar(100)[]');
    await createIndex(runner, 'ix_llm_calls_tags', 'ON llm_calls USING gin (tags) WHERE tags IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_llm_calls_tags');
    await runner.query('ALTER TABLE llm_calls DROP COLUMN tags');
  }
}
