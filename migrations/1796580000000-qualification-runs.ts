import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs: lists of leads that are scored in the background, and how far each of them is. */
export class QualificationRuns1796580000000 implements MigrationInterface {
  readonly name = 'QualificationRuns1796580000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS qualification_runs (
        workspace_id       uuid           NOT NULL,
        id                 uuid           NOT NULL,
        state              varchar(20)    NOT NULL DEFAULT 'queued',
        pause_reason       varchar(20),
        method             varchar(20)    NOT NULL,
        strategy           varchar(30),
        requalify          boolean        NOT NULL,
        filter             jsonb,
        max_cost_pico_usd  numeric(30),
        lead_cost_pico_usd numeric(30)    NOT NULL,
        estimate           jsonb          NOT NULL,
        total              integer        NOT NULL DEFAULT 0,
        done               integer        NOT NULL DEFAULT 0,
        failed             integer        NOT NULL DEFAULT 0,
        cost_pico_usd      numeric(30)    NOT NULL DEFAULT 0,
        highest_cost_pico_usd numeric(30)    NOT NULL DEFAULT 0,
        concurrency        real           NOT NULL,
        slow_until         timestamptz(3),
        slowed_at          timestamptz(3),
        outages            integer        NOT NULL DEFAULT 0,
        resume_at          timestamptz(3),
        replicas           jsonb          NOT NULL DEFAULT '{}',
        version            integer        NOT NULL DEFAULT 1,
        key_id             uuid,
        actor_name         varchar(100)   NOT NULL,
        created_at         timestamptz(3) NOT NULL DEFAULT now(),
        started_at         timestamptz(3),
        finished_at        timestamptz(3),
        CONSTRAINT pk_qualification_runs PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_qualification_runs_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT ck_qualification_runs_state
          CHECK (state IN ('queued', 'running', 'paused', 'completed', 'cancelled', 'failed')),
        CONSTRAINT ck_qualification_runs_pause CHECK ((state = 'paused') = (pause_reason IS NOT NULL)),
        CONSTRAINT ck_qualification_runs_method CHECK (method IN ('llm', 'rules')),
        CONSTRAINT ck_qualification_runs_counts CHECK (total >= 0 AND done >= 0 AND failed >= 0),
        CONSTRAINT ck_qualification_runs_concurrency CHECK (concurrency >= 1)
      );
      CREATE INDEX IF NOT EXISTS ix_qualification_runs_created_at
        ON qualification_runs (workspace_id, created_at DESC, id DESC);
      -- Every process looks for work here, in all workspaces.
      CREATE INDEX IF NOT EXISTS ix_qualification_runs_active ON qualification_runs (created_at)
        WHERE state IN ('queued', 'running', 'paused');

      -- The position is the lead's place in the list; the id of its score follows from it.
      CREATE TABLE IF NOT EXISTS run_items (
        workspace_id  uuid        NOT NULL,
        run_id        uuid        NOT NULL,
        lead_id       uuid        NOT NULL,
        position      integer     NOT NULL,
        state         varchar(10) NOT NULL DEFAULT 'waiting',
        attempt       smallint    NOT NULL DEFAULT 0,
        lease_id      uuid,
        lease_until   timestamptz(3),
        cost_pico_usd numeric(30),
        error         jsonb,
        CONSTRAINT pk_run_items PRIMARY KEY (workspace_id, run_id, position),
        CONSTRAINT fk_run_items_run FOREIGN KEY (workspace_id, run_id) REFERENCES qualification_runs ON DELETE CASCADE,
        CONSTRAINT fk_run_items_lead FOREIGN KEY (workspace_id, lead_id) REFERENCES leads ON DELETE CASCADE,
        CONSTRAINT ck_run_items_state CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
        CONSTRAINT ck_run_items_lease CHECK (state <> 'running' OR (lease_id IS NOT NULL AND lease_until IS NOT NULL))
      );
      CREATE INDEX IF NOT EXISTS ix_run_items_state ON run_items (workspace_id, run_id, state, position);
      CREATE INDEX IF NOT EXISTS ix_run_items_lead ON run_items (workspace_id, lead_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE run_items, qualification_runs');
  }
}
