import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { VERSION } from '../../config/version.js';
import type { Schema } from '../data-source.js';
import type { DatabaseSettings } from '../database.settings.js';
import { findExecuted } from '../migrations-table.js';
import { beginUnlimited, withClient } from './backup-client.js';
import { BackupError } from './backup.errors.js';
import { type BackupEnd, FORMAT, MAGIC, type SequenceState, type TableStart } from './backup-format.js';
import { columnList, findTables, namesOf, quoted } from './backup-tables.js';
import { CopyOut } from './copy-out.js';
import { FrameWriter } from './frame-writer.js';

/** Fast enough to keep up with the server; more effort saves little. */
const COMPRESSION = { level: 4 };
/** Of people's data: for its owner alone. */
const MODE = 0o600;

/** Those that a connection does not have. */
const FILE_FAULTS = new Set([
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
]);

export interface BackupSummary {
  tables: number;
  rows: number;
  /** Of the file. */
  bytes: number;
}

/**
 * Writes all that the database holds into a new file, as it is at one moment, while services go on.
 * @param path the file appears under this name once it is whole
 * @throws BackupError if the file exists or cannot be written, or the database is none of this version
 */
export async function writeBackup(
  url: string,
  settings: DatabaseSettings,
  schema: Schema,
  path: string,
  signal?: AbortSignal,
): Promise<BackupSummary> {
  const partial = `${path}.partial`;
  await claim(path, partial);
  try {
    const end = await withClient(url, settings, async (client) => {
      const frames = new BackupFrames(client, schema);
      const file = createWriteStream(partial, { flush: true });
      const bytes = Readable.from(frames.all(), { objectMode: false });
      await pipeline(bytes, createGzip(COMPRESSION), file, { signal }).catch((error: unknown) => {
        throw toBackupError(error, path);
      });
      return frames.end;
    });
    await rename(partial, path);
    return { ...end, bytes: (await stat(path)).size };
  } catch (error) {
    await rm(partial, { force: true });
    throw toBackupError(error, path);
  }
}

/** @throws BackupError */
async function claim(path: string, partial: string): Promise<void> {
  if (await isThere(path)) throw new BackupError(`${path} exists already; name a new file.`);
  try {
    await (await open(partial, 'wx', MODE)).close();
  } catch (error) {
    const advice = `${partial} is being written by another backup, or was left behind by one that was killed; delete it then.`;
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? new BackupError(advice) : toBackupError(error, path);
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Only what concerns the file is for the user to mend. */
function toBackupError(error: unknown, path: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  return FILE_FAULTS.has(code) ? new BackupError(`${path} cannot be written (${code}).`, { cause: error }) : error;
}

/** The bytes of a backup, as they are read off one snapshot. */
class BackupFrames {
  end: Pick<BackupEnd, 'tables' | 'rows'> = { tables: 0, rows: 0 };
  private readonly frames = new FrameWriter();

  constructor(
    private readonly client: pg.Client,
    private readonly schema: Schema,
  ) {}

  async *all(): AsyncGenerator<Buffer> {
    const { client, frames } = this;
    const names = (await findTables(client, namesOf(this.schema))).map(({ name }) => quoted(name));
    if (names.length === 0)
      throw new BackupError('The database has no tables of Sales Agent, so there is nothing to back up.');
    await beginUnlimited(client, 'ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Before the snapshot is taken: what a migration changes is then in it whole, or waits.
    await client.query(`LOCK TABLE ${names.join(', ')} IN ACCESS SHARE MODE`);
    yield MAGIC;
    yield frames.json('header', {
      format: FORMAT,
      version: VERSION,
      created_at: new Date().toISOString(),
      migrations: await this.migrations(),
      sequences: await this.sequences(),
    });
    for (const table of await findTables(client, namesOf(this.schema))) yield* this.table(table);
    await client.query('COMMIT');
    yield frames.json('end', { ...this.end, sha256: frames.sha256() });
  }

  private async *table(table: TableStart): AsyncGenerator<Buffer> {
    const { client, frames, end } = this;
    yield frames.json('table', table);
    const rows = client.query(new CopyOut(`COPY (SELECT ${columnList(table)} FROM ${quoted(table.name)}) TO STDOUT`));
    const hash = createHash('sha256');
    for await (const block of rows as AsyncIterable<Buffer>) {
      hash.update(block);
      yield frames.frame('data', block);
    }
    yield frames.json('tableEnd', { rows: rows.rows, sha256: hash.digest('hex') });
    end.tables++;
    end.rows += rows.rows;
  }

  /** @throws BackupError if a newer version migrated the database: it may have tables that this one does not know */
  private async migrations(): Promise<string[]> {
    const executed = await findExecuted((sql, parameters) => this.tryStatement(sql, parameters));
    const known = new Set(this.schema.migrations.map(({ name }) => name));
    const unknown = [...executed].find((name) => !known.has(name));
    if (unknown === undefined) return [...executed];
    throw new BackupError(
      `A newer version of Sales Agent migrated the database (${unknown}); back it up with that version.`,
    );
  }

  /** A statement that fails leaves the transaction as it was. */
  private async tryStatement<Row extends object>(sql: string, parameters?: unknown[]): Promise<Row[]> {
    await this.client.query('SAVEPOINT attempt');
    try {
      return (await this.client.query<Row>(sql, parameters)).rows;
    } catch (error) {
      await this.client.query('ROLLBACK TO SAVEPOINT attempt');
      throw error;
    }
  }

  private async sequences(): Promise<SequenceState[]> {
    const found: SequenceState[] = [];
    // One after the other: all share one connection.
    for (const name of this.schema.contents.sequences) {
      const exists = await this.client.query('SELECT WHERE to_regclass($1) IS NOT NULL', [name]);
      if (exists.rowCount === 0) continue;
      const sql = `SELECT $1::text AS name, last_value::text AS value, is_called FROM ${quoted(name)}`;
      found.push(...(await this.client.query<SequenceState>(sql, [name])).rows);
    }
    return found;
  }
}
