import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each key that a rotation made knows the first key of its chain, by which idempotency keys are told apart. */
export class KeyLineage1796100000000 implements MigrationInterface {
  readonly name = 'KeyLineage1796100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_keys ADD COLUMN IF NOT EXISTS lineage_id uuid;

      WITH RECURSIVE chain (workspace_id, id, replaced_by, lineage_id) AS (
        SELECT k.workspace_id, k.id, k.replaced_by, k.id
        FROM api_keys k
        WHERE NOT EXISTS (
          SELECT FROM api_keys p WHERE p.workspace_id = k.workspace_id AND p.replaced_by = k.id)
        UNION
        SELECT k.workspace_id, k.id, k.replaced_by, chain.lineage_id
        FROM chain JOIN api_keys k ON k.workspace_id = chain.workspace_id AND k.id = chain.replaced_by
      )
      UPDATE api_keys k SET lineage_id = chain.lineage_id
      FROM chain
      WHERE k.workspace_id = chain.workspace_id AND k.id = chain.id AND chain.lineage_id <> k.id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys DROP COLUMN lineage_id');
  }
}
