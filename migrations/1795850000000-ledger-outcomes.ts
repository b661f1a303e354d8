import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Drops the outcome `hedge_lost`, which no attempt ever had: a request goes to one provider at a time. */
export class LedgerOutcomes1795850000000 implements MigrationInterface {
  readonly name = 'LedgerOutcomes1795850000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE llm_calls
        DROP CONSTRAINT ck_llm_calls_outcome,
        ADD CONSTRAINT ck_llm_calls_outcome CHECK (outcome IN ('ok', 'error', 'truncated', 'aborted'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE llm_calls
        DROP CONSTRAINT ck_llm_calls_outcome,
        ADD CONSTRAINT ck_llm_calls_outcome CHECK (outcome IN ('ok', 'error', 'truncated', 'aborted', 'hedge_lost'))`);
  }
}
