import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import { DataFolderError } from './data-folder.errors.js';

/**
 * Reads the superuser's password of the embedded server, and makes one first for a new database. It is written once and
 * atomically, however many processes start on an empty folder.
 * @throws DataFolderError if there is a database without its password
 */
export async function readPassword(file: string, hasData: boolean): Promise<string> {
  if (!existsSync(file)) {
    if (hasData) {
      throw new DataFolderError(
        `${file}, the password of the embedded PostgreSQL, is missing; restore it from a backup.`,
      );
    }
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, randomBytes(24).toString('hex'), { mode: 0o600 });
    await link(draft, file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    await rm(draft);
  }
  await chmod(file, 0o600);
  return (await readFile(file, 'utf8')).trim();
}
