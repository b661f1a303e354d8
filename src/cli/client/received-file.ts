import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { callersFolder } from '../../config/environment.js';
import { UserError } from '../cli.errors.js';

/**
 * Writes a download to a file. One that broke off never stands under the name of a whole one.
 * @param name as the user gave it
 * @param onBytes hears how many bytes there are so far
 * @throws UserError
 */
export async function receiveFile(
  source: Readable,
  name: string,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<void> {
  const path = resolve(callersFolder(), name);
  // A device, such as /dev/null, is written to: a file that is renamed would take its place.
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
  const part = isFile ? `${path}.part` : path;
  const file = createWriteStream(part);
  await once(file, 'open').catch((error: unknown) => {
    source.destroy();
    throw cannotWrite(name, error);
  });
  let bytes = 0;
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    onBytes(bytes);
  });
  try {
    await receive(source, file);
    if (isFile) renameSync(part, path);
  } catch (error) {
    if (isFile) rmSync(part, { force: true });
    throw error instanceof UserError ? error : cannotWrite(name, error);
  }
}

/** @throws UserError if the download breaks off */
export async function receive(source: Readable, target: Writable): Promise<void> {
  try {
    await pipeline(source, target);
  } catch (error) {
    // A reader such as `head` that has seen enough.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    throw new UserError(`The download broke off and is not whole: ${(error as Error).message}`);
  }
}

function cannotWrite(name: string, error: unknown): UserError {
  return new UserError(`${name} cannot be written (${(error as NodeJS.ErrnoException).code})`);
}
