import { hash } from 'node:crypto';
import { parse, v7 } from 'uuid';

/**
 * One of the ids of an operation that makes several things: the same for the same index, so that a repeat of the operation
 * finds what it made before. They sort by their index.
 * @param id a UUIDv7, whose time it takes over
 */
export function derivedId(id: string, index: number): string {
  const random = hash('sha256', `${id}/${index}`, 'buffer').subarray(0, 16);
  return v7({ random, msecs: millisecondsOf(id), seq: index });
}

/** The first 48 bits of a UUIDv7. */
function millisecondsOf(id: string): number {
  return Buffer.from(parse(id)).readUIntBE(0, 6);
}
