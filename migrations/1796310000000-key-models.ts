import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys may be limited to some providers and models; those that exist may use all, as before. */
export class KeyModels1796310000000 implements MigrationInterface {
  readonly name = 'KeyModels1796310000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_keys
        ADD COLUMN IF NOT EXISTS allowed_providers varchar(250)[],
        ADD COLUMN IF NOT EXISTS allowed_models varchar(250)[]`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys DROP COLUMN allowed_providers, DROP COLUMN allowed_models');
  }
}
