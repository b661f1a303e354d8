import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names the first outcome of an audited call `started` instead of `begun`. */
export class AuditOutcomeStarted1795800000000 implements MigrationInterface {
  readonly name = 'AuditOutcomeStarted1795800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audit_events DROP CONSTRAINT ck_audit_events_outcome;
      UPDATE audit_events SET outcome = 'started' WHERE outcome = 'begun';
      ALTER TABLE audit_events
        ADD CONSTRAINT ck_audit_events_outcome CHECK (outcome IN ('started', 'succeeded', 'refused'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audit_events DROP CONSTRAINT ck_audit_events_outcome;
      UPDATE audit_events SET outcome = 'begun' WHERE outcome = 'started';
      ALTER TABLE audit_events
        ADD CONSTRAINT ck_audit_events_outcome CHECK (outcome IN ('begun', 'succeeded', 'refused'));
    `);
  }
}
