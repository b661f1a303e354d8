import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PRIVATE = 0o600;

/**
 * Keeps bytes in a file without a name, of which nothing is left when it is closed or the process is killed.
 * @param folder `undefined` for that of the system
 * @throws whatever `pieces` throws
 */
export async function spool(pieces: AsyncIterable<Buffer>, folder = tmpdir()): Promise<FileHandle> {
  const path = join(folder, `sales-agent-import-${randomUUID()}`);
  const file = await open(path, 'wx+', PRIVATE);
  try {
    await unlink(path);
    for await (const piece of pieces) await file.write(piece);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
