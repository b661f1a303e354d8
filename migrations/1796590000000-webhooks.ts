import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Webhooks, and what is to be sent to them: the outbox. */
export class Webhooks1796590000000 implements MigrationInterface {
  readonly name = 'Webhooks1796590000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS webhooks (
        workspace_id          uuid           NOT NULL,
        id                    uuid           NOT NULL,
        url                   varchar(2000)  NOT NULL,
        description           varchar(200),
        events                text[]         NOT NULL,
        enabled               boolean        NOT NULL DEFAULT true,
        disabled_reason       varchar(200),
        secret                varchar(100)   NOT NULL,
        previous_secret       varchar(100),
        previous_secret_until timestamptz(3),
        failures              integer        NOT NULL DEFAULT 0,
        retry_at              timestamptz(3),
        last_success_at       timestamptz(3),
        created_at            timestamptz(3) NOT NULL DEFAULT now(),
        updated_at            timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_webhooks PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_webhooks_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT ck_webhooks_failures CHECK (failures >= 0)
      );
      CREATE INDEX IF NOT EXISTS ix_webhooks_created_at ON webhooks (workspace_id, created_at DESC, id DESC);
      CREATE INDEX IF NOT EXISTS ix_webhooks_enabled ON webhooks (workspace_id) WHERE enabled;

      CREATE SEQUENCE IF NOT EXISTS webhook_positions;
      CREATE OR REPLACE FUNCTION next_webhook_position() RETURNS bigint LANGUAGE sql VOLATILE
        AS $$ SELECT nextval('webhook_positions') $$;
      -- Events of one subject (a lead, a run) are sent in the order of their positions.
      CREATE TABLE IF NOT EXISTS webhook_deliveries (
        workspace_id     uuid           NOT NULL,
        id               uuid           NOT NULL,
        webhook_id       uuid           NOT NULL,
        event_id         uuid           NOT NULL,
        position         bigint         NOT NULL DEFAULT next_webhook_position(),
        type             varchar(50)    NOT NULL,
        subject_id       uuid           NOT NULL,
        data             jsonb          NOT NULL,
        state            varchar(20)    NOT NULL DEFAULT 'pending',
        attempts         integer        NOT NULL DEFAULT 0,
        next_attempt_at  timestamptz(3) NOT NULL DEFAULT now(),
        first_attempt_at timestamptz(3),
        last_attempt_at  timestamptz(3),
        response_status  integer,
        error            varchar(300),
        duration_ms      integer,
        created_at       timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_webhook_deliveries PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_webhook_deliveries_webhook FOREIGN KEY (workspace_id, webhook_id) REFERENCES webhooks
          ON DELETE CASCADE,
        CONSTRAINT ck_webhook_deliveries_state CHECK (state IN ('pending', 'delivered', 'failed')),
        CONSTRAINT ck_webhook_deliveries_attempts CHECK (attempts >= 0)
      );
      CREATE INDEX IF NOT EXISTS ix_webhook_deliveries_created_at
        ON webhook_deliveries (workspace_id, webhook_id, created_at DESC, id DESC);
      CREATE INDEX IF NOT EXISTS ix_webhook_deliveries_due
        ON webhook_deliveries (workspace_id, webhook_id, next_attempt_at, position) WHERE state = 'pending';
      CREATE INDEX IF NOT EXISTS ix_webhook_deliveries_subject ON webhook_deliveries (workspace_id, subject_id, position);
      CREATE INDEX IF NOT EXISTS ix_webhook_deliveries_age ON webhook_deliveries (created_at) WHERE state <> 'pending';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_deliveries');
    await runner.query('DROP TABLE webhooks');
    await runner.query('DROP FUNCTION next_webhook_position()');
    await runner.query('DROP SEQUENCE webhook_positions');
  }
}
