import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/** What cascades asked and spent in a period. Built while others read and write; other scores are not in it. */
export class CascadeIndex1796621000000 implements MigrationInterface {
  readonly name = 'CascadeIndex1796621000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(
      runner,
      'ix_qualifications_cascade',
      `ON qualifications (workspace_id, created_at) INCLUDE (llm_score, cost_pico_usd) WHERE method = 'cascade'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_qualifications_cascade');
  }
}
