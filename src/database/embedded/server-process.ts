import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './postmaster-file.js';

const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 20;

/** Stops a server as fast as its data allow, and waits until it has exited. */
export async function stopServer(pid: number): Promise<void> {
  process.kill(pid, 'SIGINT');
  await isGone(pid, STOP_TIMEOUT_MS);
}

/** Whether the process has ended within `ms`. */
export async function isGone(pid: number, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
