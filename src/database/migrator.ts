import { Logger } from '@nestjs/common';
import type { DataSource, Migration } from 'typeorm';
import { createPatientDataSource } from './data-source.js';

/** Any number, as long as every version of the service uses the same one. */
const MIGRATION_LOCK = 7_253_002;

/** Brings the schema in step with the code, once, however many replicas start at the same moment. */
export class Migrator {
  private readonly logger = new Logger(Migrator.name);

  constructor(private readonly dataSource: DataSource) {}

  /** Runs what is pending; a second replica waits for the first, and then finds nothing to do. */
  async run(): Promise<void> {
    if ((await this.pending()).length === 0) return;
    const patient = await createPatientDataSource(this.dataSource).initialize();
    try {
      const done = await runGuarded(patient);
      for (const { name } of done) this.logger.log(`Migration ${name} ran`);
    } finally {
      await patient.destroy();
    }
  }

  /** Names of the migrations that the code has and the database has not run. */
  async pending(): Promise<string[]> {
    const expected = this.dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
    const done = await this.executed();
    return expected.filter((name) => !done.has(name));
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

async function runGuarded(dataSource: DataSource): Promise<Migration[]> {
  const guard = dataSource.createQueryRunner();
  try {
    // A lock of a transaction, not of a session: poolers such as PgBouncer hand sessions around.
    await guard.query('BEGIN');
    // A server or a role may have limits of its own.
    await guard.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await guard.query('SET LOCAL statement_timeout = 0');
    await guard.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const done = await dataSource.runMigrations();
    await guard.query('COMMIT');
    return done;
  } finally {
    await guard.release();
  }
}
