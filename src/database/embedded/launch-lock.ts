import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Far longer than anybody holds the lock, unless its process was killed. */
const STALE_MS = 5_000;
const PAUSE_MS = 20;

/**
 * Does `work`, which has to take less than 5 s, while nobody else does so under the same lock, in this process or another.
 * @param lock path of a folder that is there for as long as the work takes: of all who try to make it, one succeeds
 */
export async function whileAlone<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await isMade(lock))) {
    if (await isStale(lock)) await removeStale(lock);
    else await sleep(PAUSE_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function isMade(lock: string): Promise<boolean> {
  try {
    await mkdir(lock, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(lock: string): Promise<boolean> {
  const made = await stat(lock).catch(() => undefined);
  // A clock that was set back makes it younger than nothing.
  return made !== undefined && Math.abs(Date.now() - made.mtimeMs) > STALE_MS;
}

/** Renamed first, since of all who find it stale only one can rename it. */
async function removeStale(lock: string): Promise<void> {
  const removed = `${lock}.${process.pid}`;
  await rename(lock, removed).catch(() => undefined);
  await rm(removed, { recursive: true, force: true });
}
