import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Far longer than the lock is ever held, unless its process was killed. */
const STALE_MS = 5_000;
const POLL_MS = 20;

/**
 * Runs `work`, which must take less than 5 s, under a lock that excludes other calls in this process and in others.
 * @param lock path of a folder that exists while the lock is held: mkdir succeeds for one process only
 */
export async function withLock<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await tryLock(lock))) {
    if (await isStale(lock)) await removeStale(lock);
    else await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
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
  // Absolute, since a clock that was set back gives a negative age.
  return made !== undefined && Math.abs(Date.now() - made.mtimeMs) > STALE_MS;
}

/** Renamed first: of all processes that find it stale, only one can rename it. */
async function removeStale(lock: string): Promise<void> {
  const removed = `${lock}.${process.pid}`;
  await rename(lock, removed).catch(() => undefined);
  await rm(removed, { recursive: true, force: true });
}
