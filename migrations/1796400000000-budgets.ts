import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Budgets: what a workspace or an API key may spend in a day or a month, and what it has spent. */
export class Budgets1796400000000 implements MigrationInterface {
  readonly name = 'Budgets1796400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- key_id is the first key of a chain of rotations; without one, the budget is that of the workspace.
      CREATE TABLE IF NOT EXISTS llm_budgets (
        workspace_id   uuid           NOT NULL,
        id             uuid           NOT NULL,
        key_id         uuid,
        limit_pico_usd numeric(30)    NOT NULL,
        period         varchar(10)    NOT NULL,
        time_zone      varchar(64)    NOT NULL,
        mode           varchar(10)    NOT NULL,
        created_at     timestamptz(3) NOT NULL DEFAULT now(),
        updated_at     timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_llm_budgets PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_llm_budgets_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT fk_llm_budgets_key FOREIGN KEY (workspace_id, key_id) REFERENCES api_keys ON DELETE CASCADE,
        CONSTRAINT ux_llm_budgets_key UNIQUE NULLS NOT DISTINCT (workspace_id, key_id),
        CONSTRAINT ck_llm_budgets_limit CHECK (limit_pico_usd >= 0),
        CONSTRAINT ck_llm_budgets_period CHECK (period IN ('day', 'month')),
        CONSTRAINT ck_llm_budgets_mode CHECK (mode IN ('hard', 'warn'))
      );
      CREATE INDEX IF NOT EXISTS ix_llm_budgets_created_at ON llm_budgets (workspace_id, created_at DESC, id DESC);

      -- What was spent in one day or month: always the sum of the rows of llm_calls in it.
      CREATE TABLE IF NOT EXISTS llm_budget_periods (
        workspace_id   uuid           NOT NULL,
        budget_id      uuid           NOT NULL,
        starts_at      timestamptz(3) NOT NULL,
        ends_at        timestamptz(3) NOT NULL,
        spent_pico_usd numeric(30)    NOT NULL,
        announced      smallint       NOT NULL DEFAULT 0,
        CONSTRAINT pk_llm_budget_periods PRIMARY KEY (workspace_id, budget_id, starts_at, ends_at),
        CONSTRAINT fk_llm_budget_periods_budget FOREIGN KEY (workspace_id, budget_id) REFERENCES llm_budgets
          ON DELETE CASCADE,
        CONSTRAINT ck_llm_budget_periods_times CHECK (starts_at < ends_at),
        CONSTRAINT ck_llm_budget_periods_spent CHECK (spent_pico_usd >= 0)
      );

      -- What a replica may spend without asking again; it ends by itself if the replica does not renew it.
      CREATE TABLE IF NOT EXISTS llm_budget_leases (
        workspace_id uuid           NOT NULL,
        budget_id    uuid           NOT NULL,
        replica_id   uuid           NOT NULL,
        starts_at    timestamptz(3) NOT NULL,
        ends_at      timestamptz(3) NOT NULL,
        pico_usd     numeric(30)    NOT NULL,
        expires_at   timestamptz(3) NOT NULL,
        CONSTRAINT pk_llm_budget_leases PRIMARY KEY (workspace_id, budget_id, replica_id),
        CONSTRAINT fk_llm_budget_leases_budget FOREIGN KEY (workspace_id, budget_id) REFERENCES llm_budgets
          ON DELETE CASCADE,
        CONSTRAINT ck_llm_budget_leases_amount CHECK (pico_usd > 0)
      );

      -- Adds new rows of the ledger to the periods that they fall in, in the statement that stores them. A period is
      -- opened under the exclusive lock: it sums up what is stored before, and misses nothing that is stored after.
      CREATE OR REPLACE FUNCTION count_budget_spending() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock_shared(1796400000, slot)
        FROM (SELECT DISTINCT hashtext(workspace_id::text) & 63 AS slot FROM added ORDER BY slot) AS slots;

        -- In one order everywhere, so that two replicas do not wait for each other.
        PERFORM FROM llm_budget_periods
        WHERE workspace_id IN (SELECT workspace_id FROM added) AND ends_at > (SELECT min(created_at) FROM added)
        ORDER BY workspace_id, budget_id, starts_at, ends_at
        FOR NO KEY UPDATE;

        UPDATE llm_budget_periods AS counted SET spent_pico_usd = counted.spent_pico_usd + spent.pico_usd
        FROM (
          SELECT p.workspace_id, p.budget_id, p.starts_at, p.ends_at, sum(a.cost_pico_usd) AS pico_usd
          FROM added a
          JOIN llm_budgets b ON b.workspace_id = a.workspace_id
          JOIN llm_budget_periods p ON p.workspace_id = b.workspace_id AND p.budget_id = b.id
            AND a.created_at >= p.starts_at AND a.created_at < p.ends_at
          LEFT JOIN api_keys k ON k.workspace_id = a.workspace_id AND k.id = a.key_id
          WHERE a.cost_pico_usd > 0 AND (b.key_id IS NULL OR b.key_id = COALESCE(k.lineage_id, k.id))
          GROUP BY p.workspace_id, p.budget_id, p.starts_at, p.ends_at
        ) AS spent
        WHERE (counted.workspace_id, counted.budget_id, counted.starts_at, counted.ends_at)
            = (spent.workspace_id, spent.budget_id, spent.starts_at, spent.ends_at);
        RETURN NULL;
      END $$;

      CREATE OR REPLACE TRIGGER tr_llm_calls_count_budget_spending AFTER INSERT ON llm_calls
      REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_budget_spending();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER tr_llm_calls_count_budget_spending ON llm_calls;
      DROP FUNCTION count_budget_spending();
      DROP TABLE llm_budget_leases, llm_budget_periods, llm_budgets;
    `);
  }
}
