import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { Settings } from '../../config/settings.js';
import { DatabaseSettings } from '../../database/database.settings.js';
import { ImportSettings } from '../../leads/import/imports.settings.js';
import { type Finding, Findings } from './finding.js';

const MB = 1_048_576;
/** Less stops a database soon. */
const LEAST_FREE_BYTES = 100 * MB;
/** Below it, the alert DiskNearlyFull fires. */
const LOW_SHARE = 0.1;
const LOW_BYTES = 1_024 * MB;
/** What the service takes without work, twice. */
const LEAST_MEMORY_BYTES = 384 * MB;

/** Names of settings that nothing reads; their values were checked when they were loaded. */
export function checkSettings(settings: Settings): Finding[] {
  const findings = new Findings('settings');
  const unknown = settings.unknownKeys();
  for (const { key, meant } of unknown) {
    const guess = meant === undefined ? '' : `; ${meant} does`;
    findings.warning(`${key} is set, and no setting has this name`, `Remove it, or correct it${guess}.`);
  }
  return unknown.length === 0 ? findings.ok('All settings are valid').all : findings.all;
}

/** Rights and free space where the service writes: the embedded database, and files of imports while they are read. */
export async function checkDisk(settings: Settings): Promise<Finding[]> {
  const findings = new Findings('disk');
  const { url, dataDir } = settings.get(DatabaseSettings);
  const imports = settings.get(ImportSettings).folder ?? tmpdir();
  for (const folder of new Set([...(url === undefined ? [dataDir] : []), imports])) {
    // That of the database is made by the start.
    const present = folder === imports ? folder : existing(folder);
    const refusal = await refusalToWrite(present);
    if (refusal !== undefined) {
      findings.fault(
        `${folder} cannot be written (${refusal})`,
        'Make it, give the service the right to write to it, or set another one.',
      );
      continue;
    }
    const { bavail, bsize, blocks } = await statfs(present);
    const free = bavail * bsize;
    const share = blocks === 0 ? 1 : bavail / blocks;
    const text = `${folder} has ${Math.floor(free / MB)} MB free (${Math.floor(share * 100)} %)`;
    if (free < LEAST_FREE_BYTES) findings.fault(text, 'Free space, or move it to another disk.');
    else if (share < LOW_SHARE && free < LOW_BYTES) findings.warning(text, 'Free space before it is full.');
    else findings.ok(text);
  }
  return findings.all;
}

/** Why the process cannot write to `folder`, by the code of the error. */
async function refusalToWrite(folder: string): Promise<string | undefined> {
  try {
    await access(`${folder}/`, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

/** The folder itself, or the one that it will be made in. */
function existing(folder: string): string {
  const path = resolve(folder);
  return existsSync(path) ? path : existing(dirname(path));
}

/** What the process may take, by its machine or container. */
export function checkMemory(): Finding[] {
  const findings = new Findings('memory');
  // More than the machine has stands for no limit.
  const limit = Math.min(process.constrainedMemory() || Infinity, totalmem());
  const heap = getHeapStatistics().heap_size_limit;
  const text = `The process may take ${Math.floor(limit / MB)} MB, of which ${Math.floor(heap / MB)} MB as heap`;
  if (limit < LEAST_MEMORY_BYTES) {
    return findings.warning(text, 'Give it 512 MB or more: idle it takes some 180 MB.').all;
  }
  if (heap < limit) return findings.ok(text).all;
  const size = Math.floor((limit / MB) * 0.75);
  return findings.warning(
    text,
    `Set NODE_OPTIONS=--max-old-space-size=${size}, or the system ends it before the heap is full.`,
  ).all;
}
