import type pg from 'pg';
import { ConfigurationError } from '../../config/configuration.error.js';
import { createDataSource, type Schema } from '../data-source.js';
import type { DatabaseSettings } from '../database.settings.js';
import { toDatabaseError } from '../database.errors.js';
import { Migrator } from '../migrator.js';
import { clientConfig } from '../client-config.js';
import { checkServer } from '../server-check.js';
import { beginUnlimited, withClient } from './backup-client.js';
import { BackupError } from './backup.errors.js';
import type { TableStart } from './backup-format.js';
import { columnList, findTables, namesOf, quoted } from './backup-tables.js';
import { CopyIn } from './copy-in.js';
import { deferIndexes } from './deferred-indexes.js';
import { assertEmpty, assertUnused } from './empty-database.js';
import { readBackup, type TableReader, type VerifiedBackup } from './verify-backup.js';

/**
 * Fills an empty database with a backup: at the schema that the backup was made at, in one transaction; newer migrations run
 * after that.
 * @param backup what `verifyBackup` found in the file, so that nothing is written of one that is damaged
 * @returns the names of the newer migrations
 * @throws BackupError if the file is of a newer version, or the database is not empty or in use
 */
export async function restoreBackup(
  url: string,
  settings: DatabaseSettings,
  schema: Schema,
  path: string,
  backup: VerifiedBackup,
): Promise<string[]> {
  const ofBackup = schemaOf(backup, schema);
  await check(url, settings);
  await withClient(url, settings, async (client) => {
    await assertUnused(client);
    await assertEmpty(client, schema, backup.migrations);
  });
  await migrate(url, settings, ofBackup);
  await withClient(url, settings, (client) => load(client, schema, path));
  return migrate(url, settings, schema);
}

/** @throws ConfigurationError if the server can never serve, DatabaseConnectionError if it cannot be reached */
async function check(url: string, settings: DatabaseSettings): Promise<void> {
  const timeoutMs = settings.connectTimeoutSeconds * 1_000;
  try {
    await checkServer(clientConfig(url, settings), timeoutMs, new AbortController().signal);
  } catch (error) {
    throw error instanceof ConfigurationError ? error : toDatabaseError(error);
  }
}

/** @throws BackupError if the backup was made at a schema that this version does not know */
function schemaOf({ migrations, version }: VerifiedBackup, schema: Schema): Schema {
  const known = new Set(schema.migrations.map(({ name }) => name));
  const unknown = migrations.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new BackupError(
      `The backup was made by Sales Agent ${version}, which is newer than this one (${unknown}); restore it with that version.`,
    );
  }
  return { ...schema, migrations: schema.migrations.filter(({ name }) => migrations.includes(name)) };
}

async function migrate(url: string, settings: DatabaseSettings, schema: Schema): Promise<string[]> {
  const dataSource = await createDataSource(url, settings, schema).initialize();
  try {
    return await new Migrator(dataSource).run();
  } finally {
    await dataSource.destroy();
  }
}

/** All in one transaction. Triggers do not run: what they would write is in the backup. */
async function load(client: pg.Client, schema: Schema, path: string): Promise<void> {
  const tables = await findTables(client, namesOf(schema));
  const names = tables.map(({ name }) => quoted(name));
  await beginUnlimited(client, 'ISOLATION LEVEL READ COMMITTED');
  await client.query(`LOCK TABLE ${names.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  await assertEmpty(client, schema);
  await client.query(`TRUNCATE ${names.join(', ')}`);
  await client.query(names.map((name) => `ALTER TABLE ${name} DISABLE TRIGGER USER`).join('; '));
  await client.query(`SET LOCAL maintenance_work_mem = '128MB'`);
  const buildIndexes = await deferIndexes(client, names);
  const { sequences } = await readBackup(path, new TableLoader(client, tables));
  for (const { name, value, is_called: isCalled } of sequences) {
    if (!schema.contents.sequences.includes(name))
      throw new BackupError(`The backup holds an unknown sequence, ${name}.`);
    await client.query('SELECT setval($1::regclass, $2, $3)', [name, value, isCalled]);
  }
  await client.query(names.map((name) => `ALTER TABLE ${name} ENABLE TRIGGER USER`).join('; '));
  await buildIndexes();
  await client.query('COMMIT');
  await client.query(`ANALYZE ${names.join(', ')}`);
}

/** Writes one table after the other. */
class TableLoader implements TableReader {
  private readonly tables: Map<string, TableStart>;
  private copy: CopyIn | undefined;
  private name = '';

  constructor(
    private readonly client: pg.Client,
    tables: TableStart[],
  ) {
    this.tables = new Map(tables.map((table) => [table.name, table]));
  }

  start({ name, columns }: TableStart): Promise<void> {
    const table = this.tables.get(name);
    const isKnown = table !== undefined && columns.every((column) => table.columns.includes(column));
    if (!isKnown) throw new BackupError(`The backup holds a table that is not in its schema, ${name}.`);
    this.name = name;
    this.copy = this.client.query(new CopyIn(`COPY ${quoted(name)} (${columnList({ name, columns })}) FROM STDIN`));
    return Promise.resolve();
  }

  async rows(block: Buffer): Promise<void> {
    await this.attempt((copy) => copy.write(block));
  }

  async end(rows: number): Promise<void> {
    const stored = await this.attempt((copy) => copy.end());
    if (stored !== rows) throw new BackupError(`${this.name} has ${rows} rows in the backup, and ${stored} arrived.`);
  }

  private attempt<Result>(work: (copy: CopyIn) => Promise<Result>): Promise<Result> {
    if (this.copy === undefined) throw new Error('Rows came before their table');
    return work(this.copy);
  }
}
