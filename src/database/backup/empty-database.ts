import type pg from 'pg';
import { findExecuted } from '../migrations-table.js';
import type { Schema } from '../data-source.js';
import { BackupError } from './backup.errors.js';
import { findTables, namesOf, quoted } from './backup-tables.js';

const ADVICE = 'create an empty database for it (or, without DATABASE_URL, set DATA_DIR to a new folder)';

/** @throws BackupError if a service is connected */
export async function assertUnused(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ services: number }>(
    `SELECT count(*)::int AS services FROM pg_stat_activity
     WHERE datname = current_database() AND application_name ~ '^sales-agent( probe)?$' AND pid <> pg_backend_pid()`,
  );
  if ((rows[0]?.services ?? 0) === 0) return;
  throw new BackupError('A service is connected to the database; stop it, or restore into another database.');
}

/**
 * @param migrations those of the backup, beyond which the database must not be; unset once they have run
 * @throws BackupError if the database holds rows that a restore would lose, or has run other migrations
 */
export async function assertEmpty(client: pg.Client, schema: Schema, migrations?: readonly string[]): Promise<void> {
  const { seeded } = schema.contents;
  for (const { name } of await findTables(client, namesOf(schema))) {
    // Every workspace has at least the one that migrations make.
    const allowed = name === 'workspaces' ? 1 : seeded.includes(name) ? Infinity : 0;
    if (allowed === Infinity) continue;
    const { rows } = await client.query<{ found: boolean }>(
      `SELECT count(*) > $1 AS found FROM (SELECT FROM ${quoted(name)} LIMIT $1 + 1) AS counted`,
      [allowed],
    );
    if (rows[0]?.found === true) throw new BackupError(`The database is not empty: ${name} has rows; ${ADVICE}.`);
  }
  if (migrations === undefined) return;
  const executed = await findExecuted(
    async <Row extends object>(sql: string, parameters?: unknown[]) => (await client.query<Row>(sql, parameters)).rows,
  );
  const newer = [...executed].find((name) => !migrations.includes(name));
  if (newer !== undefined)
    throw new BackupError(`The database is of a newer version than the backup (${newer}); ${ADVICE}.`);
}
