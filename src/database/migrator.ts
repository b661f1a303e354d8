import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { createPatientDataSource } from './data-source.js';

/** Any number, as long as every version of the service uses the same one. */
const MIGRATION_LOCK = 7_253_002;
const BETWEEN_ATTEMPTS_MS = 100;

/** Brings the schema in step with the code, once, however many replicas start at the same moment. */
export class Migrator {
  private readonly logger = new Logger(Migrator.name);

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs what is pending; a second replica waits for the first, and then finds nothing to do.
   * @returns names of the migrations that ran
   */
  async run(): Promise<string[]> {
    if ((await this.pending()).length === 0) return [];
    return this.alone(async (dataSource) => {
      const done = await dataSource.runMigrations();
      for (const { name } of done) this.logger.log(`Migration ${name} ran`);
      return done.map(nameOf);
    });
  }

  /**
   * Takes the newest migration back.
   * @returns its name, if there is one
   */
  async revert(): Promise<string[]> {
    return this.alone(async (dataSource) => {
      const done = await this.executed();
      const newest = dataSource.migrations.findLast((migration) => done.has(nameOf(migration)));
      // TypeORM asks a migration on its way up whether it wants a transaction, but not on its way down.
      if (newest === undefined) return [];
      await dataSource.undoLastMigration({ transaction: newest.transaction === false ? 'none' : 'each' });
      return [nameOf(newest)];
    });
  }

  /** Names of the migrations that the code has and the database has not run. */
  async pending(): Promise<string[]> {
    const expected = this.dataSource.migrations.map(nameOf);
    const done = await this.executed();
    return expected.filter((name) => !done.has(name));
  }

  /** Runs `work` while no other process does, on connections of its own: an index may take longer than any request. */
  private async alone<Result>(work: (dataSource: DataSource) => Promise<Result>): Promise<Result> {
    const dataSource = await createPatientDataSource(this.dataSource).initialize();
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
 * Takes the lock until the connection ends. It is one of a transaction, not of a session, as poolers such as PgBouncer
 * hand sessions around. Asks again and again instead of waiting: a statement that waits holds a snapshot, CREATE INDEX
 * CONCURRENTLY waits for older snapshots to go, and so two replicas would wait for each other for ever.
 */
async function lock(guard: QueryRunner): Promise<void> {
  for (;;) {
    await guard.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    await guard.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    // Without parameters, as those make a portal, which keeps its snapshot until the next statement.
    const [answer] = (await guard.query(`SELECT pg_try_advisory_xact_lock(${MIGRATION_LOCK}) AS locked`)) as [
      { locked: boolean },
    ];
    if (answer.locked) return;
    await guard.query('ROLLBACK');
    await sleep(BETWEEN_ATTEMPTS_MS);
  }
}

function nameOf({ name, constructor }: { name?: string; constructor: { name: string } }): string {
  return name ?? constructor.name;
}
