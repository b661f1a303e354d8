import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES_EACH = 16;

/** Asking the system for randomness costs more than everything else here, so that it is asked for many ids at once. */
const pool = Buffer.alloc(BYTES_EACH * 256);
let used = pool.length;

/** A new UUIDv7. Those of one millisecond are in no order. */
export function uuidV7(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + BYTES_EACH);
  used += BYTES_EACH;
  return v7({ random });
}
