import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys, the audit log, how often each key has called, and which requests have been answered already. */
export class Access1795400000000 implements MigrationInterface {
  readonly name = 'Access1795400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE workspaces ADD CONSTRAINT ck_workspaces_name CHECK (name <> '');

      CREATE TABLE api_keys (
        workspace_id uuid           NOT NULL,
        id           uuid           NOT NULL,
        name         varchar(100)   NOT NULL,
        hash         bytea          NOT NULL,
        hint         varchar(20)    NOT NULL,
        scopes       varchar(50)[]  NOT NULL,
        expires_at   timestamptz(3),
        last_used_at timestamptz(3),
        revoked_at   timestamptz(3),
        replaced_by  uuid,
        created_at   timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_api_keys PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_api_keys_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT ux_api_keys_hash UNIQUE (hash),
        CONSTRAINT ck_api_keys_name CHECK (name <> ''),
        CONSTRAINT ck_api_keys_hash CHECK (octet_length(hash) = 32),
        CONSTRAINT ck_api_keys_scopes CHECK (cardinality(scopes) > 0 AND scopes <@
          ARRAY['leads:read', 'leads:write', 'llm:use', 'usage:read', 'research:run', 'admin']::varchar[])
      );

      CREATE INDEX ix_api_keys_created_at ON api_keys (workspace_id, created_at DESC, id DESC);

      CREATE TABLE audit_events (
        workspace_id uuid           NOT NULL,
        id           uuid           NOT NULL,
        action       varchar(50)    NOT NULL,
        outcome      varchar(20)    NOT NULL,
        error_code   varchar(100),
        actor_key_id uuid,
        actor_name   varchar(100)   NOT NULL,
        target_id    uuid,
        address      varchar(50),
        request_id   varchar(128),
        created_at   timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_audit_events PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_audit_events_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT ck_audit_events_outcome CHECK (outcome IN ('begun', 'succeeded', 'refused'))
      );

      CREATE INDEX ix_audit_events_created_at ON audit_events (workspace_id, created_at DESC, id DESC);

      -- Counts of the current minute: nothing worth a write-ahead log.
      CREATE UNLOGGED TABLE rate_limit_windows (
        subject      varchar(100) CONSTRAINT pk_rate_limit_windows PRIMARY KEY,
        window_start timestamptz  NOT NULL,
        used         bigint       NOT NULL,
        CONSTRAINT ck_rate_limit_windows_used CHECK (used >= 0)
      );

      CREATE TABLE idempotency_keys (
        workspace_id uuid           NOT NULL,
        key_hash     bytea          NOT NULL,
        fingerprint  bytea          NOT NULL,
        operation_id uuid           NOT NULL,
        holder       uuid,
        status       smallint,
        held_until   timestamptz(3) NOT NULL,
        created_at   timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_idempotency_keys PRIMARY KEY (workspace_id, key_hash),
        CONSTRAINT fk_idempotency_keys_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT ck_idempotency_keys_status CHECK (status BETWEEN 200 AND 299)
      );

      CREATE INDEX ix_idempotency_keys_created_at ON idempotency_keys (created_at);

      -- Apart from the keys, so that it goes with the lead that it speaks of.
      CREATE TABLE idempotent_answers (
        workspace_id uuid  NOT NULL,
        key_hash     bytea NOT NULL,
        lead_id      uuid,
        body         bytea NOT NULL,
        CONSTRAINT pk_idempotent_answers PRIMARY KEY (workspace_id, key_hash),
        CONSTRAINT fk_idempotent_answers_key
          FOREIGN KEY (workspace_id, key_hash) REFERENCES idempotency_keys ON DELETE CASCADE,
        CONSTRAINT fk_idempotent_answers_lead
          FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE
      );

      CREATE INDEX ix_idempotent_answers_lead ON idempotent_answers (workspace_id, lead_id) WHERE lead_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE idempotent_answers;
      DROP TABLE idempotency_keys;
      DROP TABLE rate_limit_windows;
      DROP TABLE audit_events;
      DROP TABLE api_keys;
      ALTER TABLE workspaces DROP CONSTRAINT ck_workspaces_name;
    `);
  }
}
