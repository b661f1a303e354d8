import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PG_BOSS_46 } from './plans/pg-boss-46.js';

/** Background jobs: the tables of pg-boss, in a schema of their own. The jobs of a workspace go with it. */
export class Jobs1796560000000 implements MigrationInterface {
  readonly name = 'Jobs1796560000000';

  async up(runner: QueryRunner): Promise<void> {
    const [{ exists }] = (await runner.query(
      `SELECT to_regclass('sales_agent_jobs.version') IS NOT NULL AS exists`,
    )) as [{ exists: boolean }];
    if (!exists) await runner.query(PG_BOSS_46);
    await runner.query(`
      CREATE OR REPLACE FUNCTION sales_agent_jobs.erase_workspace() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM sales_agent_jobs.job WHERE data->>'workspace_id' = OLD.id::text;
        RETURN NULL;
      END $$
    `);
    await runner.query(`
      CREATE OR REPLACE TRIGGER tr_workspaces_erase_jobs AFTER DELETE ON workspaces
      FOR EACH ROW EXECUTE FUNCTION sales_agent_jobs.erase_workspace()
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER tr_workspaces_erase_jobs ON workspaces');
    await runner.query('DROP TABLE sales_agent_jobs.job');
    await runner.query('DROP SCHEMA sales_agent_jobs CASCADE');
  }
}
