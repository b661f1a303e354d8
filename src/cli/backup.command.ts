import { resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { restoreBackup } from '../database/backup/restore-backup.js';
import { verifyBackup } from '../database/backup/verify-backup.js';
import { writeBackup } from '../database/backup/write-backup.js';
import { callersFolder } from '../config/environment.js';
import { DatabaseSettings } from '../database/database.settings.js';
import { schema } from '../schema.js';
import { UserError } from './cli.errors.js';
import { abortOnSignal, type CommandProcess, runProcess, withDatabase } from './run-process.js';

const MB = 1_000_000;

export interface RestoreOptions {
  /** Whether to check the file only. */
  check?: boolean;
}

/** Writes all that the database holds into `file`. */
export function backup(file: string): Promise<void> {
  Logger.overrideLogger(false);
  return runProcess((running) =>
    withDatabase(
      running,
      async (url) => {
        const { tables, rows, bytes } = await withAbort(running, (signal) =>
          writeBackup(url, running.settings.get(DatabaseSettings), schema, pathOf(file), signal),
        );
        console.log(`Wrote ${rows} rows of ${tables} tables to ${file} (${(bytes / MB).toFixed(1)} MB).`);
      },
      { isShared: true },
    ),
  );
}

/** Fills an empty database with what `file` holds. */
export function restore(file: string, { check = false }: RestoreOptions): Promise<void> {
  Logger.overrideLogger(false);
  return runProcess(async (running) => {
    // Before an embedded database is made for it.
    const found = await abortOnSignal(running, verifyBackup(pathOf(file)));
    const { version, created_at: createdAt, rows, tables } = found;
    console.log(`${file} is whole: ${rows} rows of ${tables} tables, of Sales Agent ${version} at ${createdAt}.`);
    if (check) return;
    await withDatabase(running, async (url) => {
      const settings = running.settings.get(DatabaseSettings);
      const migrated = await abortOnSignal(running, restoreBackup(url, settings, schema, pathOf(file), found));
      const newer = migrated.length === 0 ? '' : ` ${migrated.length} newer migrations ran.`;
      console.log(`Restored ${rows} rows of ${tables} tables.${newer}`);
    });
  });
}

/** As the user means it, who may be in another folder than the one that the command runs in. */
function pathOf(file: string): string {
  return resolve(callersFolder(), file);
}

/** @throws UserError on a signal */
async function withAbort<Result>(
  { signals }: CommandProcess,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stopping = new AbortController();
  let stoppedBy: NodeJS.Signals | undefined;
  void signals.stop.then((signal) => {
    stoppedBy = signal;
    stopping.abort();
  });
  try {
    return await work(stopping.signal);
  } catch (error) {
    throw stoppedBy === undefined ? error : new UserError(`${stoppedBy}: stopped before it was done`);
  }
}
