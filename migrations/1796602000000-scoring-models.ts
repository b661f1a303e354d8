import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models learned from outcomes. Each workspace has at most one in training, and one in use. */
export class ScoringModels1796602000000 implements MigrationInterface {
  readonly name = 'ScoringModels1796602000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS scoring_models (
        workspace_id uuid NOT NULL,
        version integer NOT NULL,
        status varchar(30) NOT NULL,
        sentence varchar(500),
        include text[] NOT NULL DEFAULT '{}',
        exclude text[] NOT NULL DEFAULT '{}',
        won integer,
        lost integer,
        findings jsonb,
        model jsonb,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        trained_at timestamptz(3),
        CONSTRAINT pk_scoring_models PRIMARY KEY (workspace_id, version),
        CONSTRAINT fk_scoring_models_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE,
        CONSTRAINT ck_scoring_models_version CHECK (version >= 1),
        CONSTRAINT ck_scoring_models_status CHECK (
          status IN ('training', 'too_few', 'no_better_than_chance', 'held', 'active', 'retired', 'failed'))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX IF NOT EXISTS ux_scoring_models_training ON scoring_models (workspace_id) WHERE status = 'training'`);
    await runner.query(`
      CREATE UNIQUE INDEX IF NOT EXISTS ux_scoring_models_active ON scoring_models (workspace_id) WHERE status = 'active'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scoring_models');
  }
}
