import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records that an API key was made, for ever: open mode ends with the first key, also if the table of the keys is lost. */
export class OpenMode1796200000000 implements MigrationInterface {
  readonly name = 'OpenMode1796200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS open_mode_endings (
        is_only boolean        CONSTRAINT pk_open_mode_endings PRIMARY KEY DEFAULT true,
        made_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT ck_open_mode_endings_only CHECK (is_only)
      );

      INSERT INTO open_mode_endings (made_at) SELECT min(created_at) FROM api_keys HAVING count(*) > 0
      ON CONFLICT DO NOTHING;

      CREATE OR REPLACE FUNCTION end_open_mode() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO open_mode_endings DEFAULT VALUES ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;

      CREATE OR REPLACE TRIGGER tr_api_keys_end_open_mode AFTER INSERT ON api_keys
      FOR EACH STATEMENT EXECUTE FUNCTION end_open_mode();
    `);
  }

  /** Leaves the table: a service that had keys must not open because its migrations were reverted and run again. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER tr_api_keys_end_open_mode ON api_keys;
      DROP FUNCTION end_open_mode();
    `);
  }
}
