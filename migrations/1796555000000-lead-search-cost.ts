import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What `search_letters` costs, as measured: a microsecond for a text, a hundred times what comparing two numbers does. Believed
 * to be cheap, it has PostgreSQL read the whole table where the index of searches leaves a few leads. To start parallel workers
 * takes longer than a search.
 */
export class LeadSearchCost1796555000000 implements MigrationInterface {
  readonly name = 'LeadSearchCost1796555000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER FUNCTION search_letters(text) COST 100 PARALLEL RESTRICTED');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER FUNCTION search_letters(text) COST 10 PARALLEL SAFE');
  }
}
