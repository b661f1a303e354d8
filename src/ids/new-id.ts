import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES_PER_ID = 16;

/** `uuid` fetches randomness for each id, which costs five times as much as the rest of the id; so it comes in blocks. */
const pool = Buffer.alloc(BYTES_PER_ID * 256);
let used = pool.length;

/** A new UUIDv7. Ids of the same millisecond are in no order. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + BYTES_PER_ID);
  used += BYTES_PER_ID;
  return v7({ random });
}
