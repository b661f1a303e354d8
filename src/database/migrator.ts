import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { createUnlimitedDataSource } from './data-source.js';

const POLL_MS = 100;

/** Migrates the schema, once, however many replicas start at the same time. */
export class Migrator {
  private readonly logger = new Logger(Migrator.name);

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs pending migrations; a second replica waits for the first, and then finds none.
   * @returns names of the migrations that ran
   */
  async run(): Promise<string[]> {
    if ((await this.pending()).length === 0) return [];
    return this.withLock(async (dataSource) => {
      const done = await dataSource.runMigrations();
      for (const { name } of done) this.logger.log(`Ran migration ${name}`);
      return done.map(nameOf);
    });
  }

  /**
   * Reverts the newest migration.
   * @returns its name, if there is one
   */
  async revert(): Promise<string[]> {
    return this.withLock(async (dataSource) => {
      const done = await this.executed();
      const newest = dataSource.migrations.findLast((migration) => done.has(nameOf(migration)));
      // TypeORM reads a migration's `transaction` flag on the way up, but not on the way down.
      if (newest === undefined) return [];
      await dataSource.undoLastMigration({ transaction: newest.transaction === false ? 'none' : 'each' });
      return [nameOf(newest)];
    });
  }

  /** Names of the migrations that the database has not run yet. */
  async pending(): Promise<string[]> {
    const expected = this.dataSource.migrations.map(nameOf);
    const done = await this.executed();
    return expected.filter((name) => !done.has(name));
  }

  /** Runs `work` under the migration lock, on connections without time-outs: building an index may take long. */
  private async withLock<Result>(work: (dataSource: DataSource) => Promise<Result>): Promise<Result> {
    const dataSource = await createUnlimitedDataSource(this.dataSource).initialize();
    try {
      await lock(dataSource.createQueryRunner());
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  private async executed(): Promise<Set<string>> {
    const [table] = await this.dataSource.query<{ found: boolean }[]>(
      `SELECT to_regclass('migrations') IS NOT NULL AS found`,
    );
    if (table?.found !== true) return new Set();
    const rows = await this.dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
    return new Set(rows.map(({ name }) => name));
  }
}

/**
 * Takes the lock until the connection ends. It is a transaction's lock, not a session's, as poolers such as PgBouncer
 * share sessions. It polls instead of waiting: a waiting statement holds a snapshot, CREATE INDEX CONCURRENTLY waits for
 * older snapshots, and so two replicas would wait for each other forever.
 */
async function lock(guard: QueryRunner): Promise<void> {
  for (;;) {
    await guard.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    await guard.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    // Without parameters: those create a portal, which keeps its snapshot until the next statement.
    const [answer] = (await guard.query(
      `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.migrations}) AS locked`,
    )) as [{ locked: boolean }];
    if (answer.locked) return;
    await guard.query('ROLLBACK');
    await sleep(POLL_MS);
  }
}

function nameOf({ name, constructor }: { name?: string; constructor: { name: string } }): string {
  return name ?? constructor.name;
}
