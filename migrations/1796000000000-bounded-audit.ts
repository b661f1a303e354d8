import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/**
 * Refused calls share one row a minute, which counts them; and events can be deleted by age. Only rows from now on have a
 * `refused_in`, so earlier ones stay as they are, and replicas of the earlier version go on writing theirs.
 */
export class BoundedAudit1796000000000 implements MigrationInterface {
  readonly name = 'BoundedAudit1796000000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audit_events
        ADD COLUMN IF NOT EXISTS count integer NOT NULL DEFAULT 1,
        ADD COLUMN IF NOT EXISTS last_at timestamptz(3),
        ADD COLUMN IF NOT EXISTS refused_in timestamptz(3)`);
    await createIndex(
      runner,
      'ux_audit_events_refused',
      `ON audit_events (workspace_id, actor_key_id, action, error_code, refused_in) NULLS NOT DISTINCT
       WHERE refused_in IS NOT NULL`,
      { unique: true },
    );
    await createIndex(runner, 'ix_audit_events_age', 'ON audit_events (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_audit_events_age');
    await dropIndex(runner, 'ux_audit_events_refused');
    await runner.query('ALTER TABLE audit_events DROP COLUMN count, DROP COLUMN last_at, DROP COLUMN refused_in');
  }
}
