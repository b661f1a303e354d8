import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { createUnlimitedDataSource } from './data-source.js';
import { findExecuted, type RunStatement, takeOverOldTable } from './migrations-table.js';
import { lossesOf, type RevertPlan } from './revert-plan.js';
import { toMigrationFault } from './setup-faults.js';

const POLL_MS = 100;

/** Migrates the schema, once, however many replicas start at the same time. */
export class Migrator {
  private readonly logger = new Logger(Migrator.name);

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs pending migrations; a second replica waits for the first, and then finds none.
   * @returns names of the migrations that ran
   * @throws DatabaseSetupError if one fails for a reason that an operator must remove
   */
  async run(): Promise<string[]> {
    if ((await this.pending()).length === 0) return [];
    try {
      return await this.withLock(async (dataSource) => {
        const done = await dataSource.runMigrations();
        for (const { name } of done) this.logger.log(`Ran migration ${name}`);
        return done.map(nameOf);
      });
    } catch (error) {
      throw toMigrationFault(error) ?? error;
    }
  }

  /**
   * Reverts the newest migration.
   * @returns its name, if there is one
   */
  async revert(): Promise<string[]> {
    return this.withLock(async (dataSource) => {
      const newest = newestOf(dataSource, await this.executed());
      // TypeORM reads a migration's `transaction` flag on the way up, but not on the way down.
      if (newest === undefined) return [];
      await dataSource.undoLastMigration({ transaction: newest.transaction === false ? 'none' : 'each' });
      return [nameOf(newest)];
    });
  }

  /** What reverting the newest migration would destroy; `undefined` if there is none. */
  async revertPlan(): Promise<RevertPlan | undefined> {
    const newest = newestOf(this.dataSource, await this.executed());
    if (newest === undefined) return undefined;
    return { migration: nameOf(newest), losses: await lossesOf(newest, statementsOf(this.dataSource)) };
  }

  /** Names of the migrations that the database has not run yet. */
  async pending(): Promise<string[]> {
    const expected = this.dataSource.migrations.map(nameOf);
    const done = await this.executed();
    return expected.filter((name) => !done.has(name));
  }

  /** Tables of the schema that the database does not have. */
  async missingTables(): Promise<string[]> {
    const tables = this.dataSource.entityMetadatas.map(({ tablePath }) => tablePath);
    const rows = await this.dataSource.query<{ name: string }[]>(
      'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL',
      [tables],
    );
    return rows.map(({ name }) => name);
  }

  /** Runs `work` under the migration lock, on connections without time-outs: building an index may take long. */
  private async withLock<Result>(work: (dataSource: DataSource) => Promise<Result>): Promise<Result> {
    const dataSource = await createUnlimitedDataSource(this.dataSource).initialize();
    try {
      await lock(dataSource.createQueryRunner());
      await takeOverOldTable(statementsOf(dataSource), dataSource.migrations.map(nameOf));
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  private executed(): Promise<Set<string>> {
    return findExecuted(statementsOf(this.dataSource));
  }
}

function newestOf({ migrations }: DataSource, executed: Set<string>): MigrationInterface | undefined {
  return migrations.findLast((migration) => executed.has(nameOf(migration)));
}

function statementsOf(dataSource: DataSource): RunStatement {
  return (sql, parameters) => dataSource.query(sql, parameters);
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
