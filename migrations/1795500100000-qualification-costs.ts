import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each judgement of a model used and cost; `NULL` for rules, and for judgements from before this was kept. */
export class QualificationCosts1795500100000 implements MigrationInterface {
  readonly name = 'QualificationCosts1795500100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE qualifications
        ADD COLUMN prompt_tokens     integer,
        ADD COLUMN completion_tokens integer,
        ADD COLUMN cost_pico_usd     numeric(30, 0),
        ADD COLUMN attempts          smallint,
        ADD CONSTRAINT ck_qualifications_tokens CHECK (prompt_tokens >= 0 AND completion_tokens >= 0),
        ADD CONSTRAINT ck_qualifications_cost CHECK (cost_pico_usd >= 0),
        ADD CONSTRAINT ck_qualifications_attempts CHECK (attempts >= 1);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE qualifications
        DROP COLUMN prompt_tokens,
        DROP COLUMN completion_tokens,
        DROP COLUMN cost_pico_usd,
        DROP COLUMN attempts;
    `);
  }
}
