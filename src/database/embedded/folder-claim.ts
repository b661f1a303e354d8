import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { ADVISORY_LOCKS } from '../advisory-locks.js';

/** How long to wait for a service that is just shutting down to release its lock. */
const WAIT_MS = 2_000;
const POLL_MS = 100;

/**
 * Claims the data folder for as long as `client` is connected, however its process ends.
 * @param exclusive whether to claim it as its one service; otherwise it is shared with that service and other processes
 * @returns whether the claim succeeded
 */
export async function claimFolder(client: Client, exclusive: boolean): Promise<boolean> {
  const deadline = Date.now() + WAIT_MS;
  const isOwner =
    !exclusive || (await lock(client, `pg_try_advisory_lock(${ADVISORY_LOCKS.dataFolderOwner})`, deadline));
  return isOwner && lock(client, `pg_try_advisory_lock_shared(${ADVISORY_LOCKS.dataFolderUsers})`, deadline);
}

/** Releases the claim of `client`, and returns whether it was the last one. */
export async function leaveFolder(client: Client): Promise<boolean> {
  await client.query(`SELECT pg_advisory_unlock_shared(${ADVISORY_LOCKS.dataFolderUsers})`);
  return lock(client, `pg_try_advisory_lock(${ADVISORY_LOCKS.dataFolderUsers})`, Date.now());
}

async function lock(client: Client, expression: string, deadline: number): Promise<boolean> {
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>(`SELECT ${expression} AS locked`);
    if (rows[0]?.locked === true) return true;
    if (Date.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
}
