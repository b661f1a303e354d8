import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFolderError } from './data-folder.errors.js';

/**
 * Checks that the embedded server can read the data; a new major version of PostgreSQL cannot read those of an older one.
 * @param version major version of the server
 * @throws DataFolderError
 */
export async function assertVersion(folder: string, version: string): Promise<void> {
  const found = (await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => version)).trim();
  if (found === version) return;
  throw new DataFolderError(
    `The data in ${folder} belongs to PostgreSQL ${found}, and PostgreSQL ${version} is installed; install the version of ` +
      'Sales Agent that made it, or set DATA_DIR to another folder; docs/backup.md says how its data move there.',
  );
}
