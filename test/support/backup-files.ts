import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { loadSettings } from '../../src/app.settings.js';
import { restoreBackup } from '../../src/database/backup/restore-backup.js';
import { verifyBackup } from '../../src/database/backup/verify-backup.js';
import { writeBackup } from '../../src/database/backup/write-backup.js';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { schema } from '../../src/schema.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

const settings = loadSettings({}).get(DatabaseSettings);

/** A folder for backups, which is gone when the specs of the file end. */
export function useBackupFiles() {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sales-agent-backup-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return { folder: () => folder, file: (name: string) => join(folder, name) };
}

export const backUp = (database: TestDatabase, path: string) => writeBackup(database.url, settings, schema, path);

/** @returns the names of the migrations that ran after it */
export const restore = async (database: TestDatabase, path: string) =>
  restoreBackup(database.url, settings, schema, path, await verifyBackup(path));

export async function withEmptyDatabase<Result>(work: (database: TestDatabase) => Promise<Result>): Promise<Result> {
  const database = await createTestDatabase({ empty: true });
  try {
    return await work(database);
  } finally {
    await database.drop();
  }
}
