import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

/** Held by the one service that runs on a data folder; any number would do, as the server is ours alone. */
const OWNER_LOCK = 7_253_001;
/** Shared by all who use the server, so that the last of them knows that it is. */
const USER_LOCK = 7_253_002;
/** For a service that is just ending to let go. */
const PATIENCE_MS = 2_000;

/**
 * Claims the data folder for as long as `client` is connected, however its process ends.
 * @param alone whether no other may claim it so
 * @returns whether it was free
 */
export async function claimFolder(client: Client, alone: boolean): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MS;
  if (alone && !(await locked(client, `pg_try_advisory_lock(${OWNER_LOCK})`, deadline))) return false;
  return locked(client, `pg_try_advisory_lock_shared(${USER_LOCK})`, deadline);
}

/** Gives the claim of `client` up, and tells whether nobody else has one. */
export async function leaveFolder(client: Client): Promise<boolean> {
  await client.query(`SELECT pg_advisory_unlock_shared(${USER_LOCK})`);
  return locked(client, `pg_try_advisory_lock(${USER_LOCK})`, Date.now());
}

async function locked(client: Client, attempt: string, deadline: number): Promise<boolean> {
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>(`SELECT ${attempt} AS locked`);
    if (rows[0]?.locked === true) return true;
    if (Date.now() >= deadline) return false;
    await sleep(100);
  }
}
