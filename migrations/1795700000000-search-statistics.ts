import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Has PostgreSQL keep five times as many samples of what searches look through. With its default, a term of one lead in a
 * hundred looks as rare as one of a few, and all leads that have it are fetched and sorted for a page of ten.
 */
export class SearchStatistics1795700000000 implements MigrationInterface {
  readonly name = 'SearchStatistics1795700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER INDEX ix_leads_search ALTER COLUMN 1 SET STATISTICS 500');
    await runner.query('ANALYZE leads');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER INDEX ix_leads_search ALTER COLUMN 1 SET STATISTICS -1');
    await runner.query('ANALYZE leads');
  }
}
