import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports of files, and their rows until they are merged into the leads. */
export class Imports1796570000000 implements MigrationInterface {
  readonly name = 'Imports1796570000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SET LOCAL lock_timeout = '5s'`);
    await runner.query(`
      CREATE TABLE IF NOT EXISTS imports (
        workspace_id    uuid           NOT NULL,
        id              uuid           NOT NULL,
        state           varchar(20)    NOT NULL DEFAULT 'receiving',
        file_name       varchar(255),
        format          varchar(10),
        encoding        varchar(20),
        separator       varchar(1),
        bytes           integer        NOT NULL DEFAULT 0,
        -- SHA-256 of the file and of the options that it was sent with.
        fingerprint     varchar(64),
        on_duplicate    varchar(10)    NOT NULL,
        mapping         jsonb,
        read_count      integer        NOT NULL DEFAULT 0,
        created_count   integer        NOT NULL DEFAULT 0,
        updated_count   integer        NOT NULL DEFAULT 0,
        unchanged_count integer        NOT NULL DEFAULT 0,
        rejected_count  integer        NOT NULL DEFAULT 0,
        -- The line up to which rows are merged.
        position        integer        NOT NULL DEFAULT 0,
        -- Grows with every change, for events.
        revision        integer        NOT NULL DEFAULT 1,
        error           jsonb,
        merge_started_at timestamptz(3),
        ended_at        timestamptz(3),
        created_at      timestamptz(3) NOT NULL DEFAULT now(),
        updated_at      timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_imports PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_imports_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT ck_imports_state CHECK (state IN ('receiving', 'ready', 'merging', 'completed', 'cancelled', 'failed')),
        CONSTRAINT ck_imports_on_duplicate CHECK (on_duplicate IN ('update', 'skip', 'create'))
      );
      CREATE INDEX IF NOT EXISTS ix_imports_created_at ON imports (workspace_id, created_at DESC, id DESC);
      CREATE INDEX IF NOT EXISTS ix_imports_fingerprint ON imports (workspace_id, fingerprint) WHERE fingerprint IS NOT NULL;
      CREATE INDEX IF NOT EXISTS ix_imports_open ON imports (updated_at) WHERE state IN ('receiving', 'merging');
      CREATE INDEX IF NOT EXISTS ix_imports_ended_at ON imports (ended_at) WHERE ended_at IS NOT NULL;

      CREATE TABLE IF NOT EXISTS import_rows (
        workspace_id uuid    NOT NULL,
        import_id    uuid    NOT NULL,
        line         integer NOT NULL,
        -- The lead that the row became, or will become if it is a new one.
        lead_id      uuid,
        -- The id in a file that this service exported.
        own_id       uuid,
        -- json, not jsonb: it is read once, as it was written.
        fields       json,
        problem      jsonb,
        -- What the file had, of rows that are refused.
        cells        json,
        CONSTRAINT pk_import_rows PRIMARY KEY (workspace_id, import_id, line),
        CONSTRAINT fk_import_rows_import FOREIGN KEY (workspace_id, import_id) REFERENCES imports ON DELETE CASCADE,
        CONSTRAINT ck_import_rows_outcome CHECK ((fields IS NULL) = (problem IS NOT NULL))
      );
      CREATE INDEX IF NOT EXISTS ix_import_rows_lead ON import_rows (workspace_id, lead_id) WHERE lead_id IS NOT NULL;
      CREATE INDEX IF NOT EXISTS ix_import_rows_refused ON import_rows (workspace_id, import_id, line)
        WHERE problem IS NOT NULL;

      -- Whoever erases a lead erases what imports keep of it.
      CREATE OR REPLACE FUNCTION erase_import_rows() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM import_rows WHERE workspace_id = OLD.workspace_id AND lead_id = OLD.id;
        RETURN NULL;
      END $$;
      CREATE OR REPLACE TRIGGER tr_leads_erase_import_rows AFTER DELETE ON leads
      FOR EACH ROW EXECUTE FUNCTION erase_import_rows();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER tr_leads_erase_import_rows ON leads;
      DROP FUNCTION erase_import_rows();
      DROP TABLE import_rows, imports;
    `);
  }
}
