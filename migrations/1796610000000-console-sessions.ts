import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions of the web console: each stands for the API key that it was made with, and ends with it. */
export class ConsoleSessions1796610000000 implements MigrationInterface {
  readonly name = 'ConsoleSessions1796610000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS console_sessions (
        workspace_id uuid           NOT NULL,
        id           uuid           NOT NULL,
        key_id       uuid           NOT NULL,
        hash         bytea          NOT NULL,
        created_at   timestamptz(3) NOT NULL DEFAULT now(),
        used_at      timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_console_sessions PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_console_sessions_key FOREIGN KEY (workspace_id, key_id) REFERENCES api_keys ON DELETE CASCADE,
        CONSTRAINT ux_console_sessions_hash UNIQUE (hash),
        CONSTRAINT ck_console_sessions_hash CHECK (octet_length(hash) = 32)
      );
      CREATE INDEX IF NOT EXISTS ix_console_sessions_key ON console_sessions (workspace_id, key_id, created_at DESC, id DESC);
      CREATE INDEX IF NOT EXISTS ix_console_sessions_used_at ON console_sessions (used_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS console_sessions');
  }
}
