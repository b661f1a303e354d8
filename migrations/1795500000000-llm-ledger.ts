import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of language model calls: what each attempt used and cost. */
export class LlmLedger1795500000000 implements MigrationInterface {
  readonly name = 'LlmLedger1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One attempt in pico-USD: a bigint ends at 9.2 million USD, and sum() of bigints is a numeric that does not end.
      CREATE TABLE llm_calls (
        workspace_id      uuid           NOT NULL,
        id                uuid           NOT NULL,
        request_id        varchar(128)   NOT NULL,
        operation         varchar(20)    NOT NULL,
        strategy          varchar(30)    NOT NULL,
        provider          varchar(100)   NOT NULL,
        model             varchar(200)   NOT NULL,
        attempt           smallint       NOT NULL,
        outcome           varchar(20)    NOT NULL,
        error_class       varchar(50),
        status            smallint,
        prompt_tokens     integer        NOT NULL,
        cached_tokens     integer        NOT NULL,
        completion_tokens integer        NOT NULL,
        total_tokens      integer        NOT NULL,
        usage_source      varchar(20)    NOT NULL,
        cost_pico_usd     bigint         NOT NULL,
        price_version     varchar(50)    NOT NULL,
        first_token_ms    integer,
        total_ms          integer        NOT NULL,
        created_at        timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_llm_calls PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_llm_calls_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT ck_llm_calls_operation CHECK (operation IN ('chat', 'qualification', 'research')),
        CONSTRAINT ck_llm_calls_strategy
          CHECK (strategy IN ('cost_optimized', 'latency_optimized', 'quality_optimized', 'balanced')),
        CONSTRAINT ck_llm_calls_attempt CHECK (attempt >= 1),
        CONSTRAINT ck_llm_calls_outcome CHECK (outcome IN ('ok', 'error', 'truncated', 'aborted', 'hedge_lost')),
        CONSTRAINT ck_llm_calls_counts
          CHECK (prompt_tokens >= 0 AND cached_tokens >= 0 AND completion_tokens >= 0),
        CONSTRAINT ck_llm_calls_cached_tokens CHECK (cached_tokens <= prompt_tokens),
        CONSTRAINT ck_llm_calls_total_tokens CHECK (total_tokens = prompt_tokens::bigint + completion_tokens),
        CONSTRAINT ck_llm_calls_usage_source CHECK (usage_source IN ('provider', 'estimated', 'none')),
        CONSTRAINT ck_llm_calls_cost CHECK (cost_pico_usd >= 0),
        CONSTRAINT ck_llm_calls_first_token_ms CHECK (first_token_ms >= 0),
        CONSTRAINT ck_llm_calls_total_ms CHECK (total_ms >= 0)
      );

      CREATE INDEX ix_llm_calls_created_at ON llm_calls (workspace_id, created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE llm_calls');
  }
}
