import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Index of the line that says whether the server starts, is ready, or stops; spaces fill it up. */
const STATUS_LINE = 7;

/** What a running server writes about itself into `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Whether it accepts connections. Until then its port may be another program's, in which case it exits. */
  isReady: boolean;
}

/** The server that runs on `folder`, if one does. */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const [pid, , , port] = lines.map(Number);
  const isRunning = pid !== undefined && pid > 0 && (await isPostgres(pid, folder));
  return isRunning ? { pid, port: port ?? 0, isReady: lines[STATUS_LINE]?.trim() === 'ready' } : undefined;
}

/**
 * Removes a file that a dead server or a full disk left behind: PostgreSQL refuses to start if the pid now belongs to
 * another process, as happens in containers, or if the file is empty. Call it only before a server is started: a server
 * creates the file empty, then writes it, and exits if it disappears.
 */
export async function removeStalePostmaster(folder: string): Promise<void> {
  if ((await findPostmaster(folder)) === undefined) await rm(fileIn(folder), { force: true });
}

function fileIn(folder: string): string {
  return join(folder, 'postmaster.pid');
}

export function isAlive(pid: number): boolean {
  // A signal to 0 would reach every process of our own group.
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isPostgres(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  const option = command.indexOf('-D');
  return option !== -1 && isSameFolder(command[option + 1] ?? '', folder);
}

/** Whether both paths lead to one folder, as by a symbolic link. */
async function isSameFolder(first: string, second: string): Promise<boolean> {
  const [one, other] = await Promise.all([first, second].map((path) => stat(path).catch(() => undefined)));
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino;
}
