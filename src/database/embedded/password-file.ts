import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';

/**
 * Reads the password of the embedded server, and makes one first if there is none. It is written once and atomically,
 * however many processes start on an empty folder.
 */
export async function readPassword(file: string): Promise<string> {
  if (!existsSync(file)) {
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
