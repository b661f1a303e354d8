import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPES = `'leads:read', 'leads:write', 'llm:use', 'usage:read', 'research:run'`;

/** API keys may have the scope `metrics:read`, for Prometheus. */
export class MetricsScope1796650000000 implements MigrationInterface {
  readonly name = 'MetricsScope1796650000000';

  async up(runner: QueryRunner): Promise<void> {
    await allow(runner, `${SCOPES}, 'metrics:read', 'admin'`);
  }

  /** A key keeps its other scopes; one that had no other is revoked, since it must have one. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE api_keys SET scopes = ARRAY['leads:read']::varchar[], revoked_at = COALESCE(revoked_at, now())
      WHERE scopes = ARRAY['metrics:read']::varchar[];
      UPDATE api_keys SET scopes = array_remove(scopes, 'metrics:read') WHERE 'metrics:read' = ANY(scopes);
    `);
    await allow(runner, `${SCOPES}, 'admin'`);
  }
}

async function allow(runner: QueryRunner, scopes: string): Promise<void> {
  await runner.query(`
    ALTER TABLE api_keys DROP CONSTRAINT ck_api_keys_scopes,
      ADD CONSTRAINT ck_api_keys_scopes CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY[${scopes}]::varchar[]);
  `);
}
