import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/** Runs that stand still, whose leads may be under way in a process that is gone. Built while others read and write. */
export class StandingRunsIndex1796690000000 implements MigrationInterface {
  readonly name = 'StandingRunsIndex1796690000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(
      runner,
      'ix_qualification_runs_standing',
      `ON qualification_runs (workspace_id, id) WHERE state IN ('paused', 'cancelled')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_qualification_runs_standing');
  }
}
