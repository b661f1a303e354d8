import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { callersFolder } from '../../config/environment.js';
import { UserError } from '../cli.errors.js';
import { runClient, type ServiceOptions } from './client-process.js';
import { filtersOf } from './filters.js';
import { startProgress } from './progress.js';

export interface ExportOptions extends ServiceOptions {
  format: string;
  output?: string;
  filter?: string[];
  excel?: boolean;
  raw?: boolean;
}

/** Writes leads to a file, or to stdout. */
export function exportLeads({ format, output, filter, excel, raw, ...options }: ExportOptions): Promise<void> {
  const query = { ...filtersOf(filter), excel, raw };
  return runClient(options, async (client) => {
    const source = await client.download(`/leads/export.${format}`, query);
    if (output === undefined) return receive(source, process.stdout);
    await receiveFile(source, output);
  });
}

/** A file that broke off never stands under the name of a whole one. */
async function receiveFile(source: Readable, name: string): Promise<void> {
  const path = resolve(callersFolder(), name);
  const part = `${path}.part`;
  const progress = startProgress(`Exporting to ${name}`);
  const file = createWriteStream(part);
  await once(file, 'open').catch((error: unknown) => {
    throw new UserError(`${name} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  });
  let bytes = 0;
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    progress.show(0, `${Math.round(bytes / 1024)} KiB`);
  });
  try {
    await receive(source, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  renameSync(part, path);
  progress.end(`Wrote ${name}`);
}

/** @throws UserError if the download breaks off */
async function receive(source: Readable, target: Writable): Promise<void> {
  try {
    await pipeline(source, target);
  } catch (error) {
    // A reader such as `head` that has seen enough.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    throw new UserError(`The export broke off and is not whole: ${(error as Error).message}`);
  }
}
