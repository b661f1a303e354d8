import { once } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { paceReading } from './paced-reading.js';

const STREAMS = 20;
const CHUNK = 64 * 1024;
const CHUNKS = 40;
const MEBIBYTE = 1024 * 1024;

/** All of its bytes are there already, as after a large result. */
function fullStream(): Readable {
  let left = CHUNKS;
  return new Readable({
    read() {
      this.push(left-- > 0 ? Buffer.alloc(CHUNK) : null);
    },
  });
}

describe('connections to the database', () => {
  it('are read no faster than a megabyte in a turn, and one chunk of each, and to their end', async () => {
    let inTurn = 0;
    let mostInTurn = 0;
    let sum = 0;
    const timer = setInterval(() => undefined, 1_000);
    const nextTurn = () => {
      inTurn = 0;
      if (timer.hasRef()) setImmediate(nextTurn);
    };
    setImmediate(nextTurn);
    const streams = Array.from({ length: STREAMS }, fullStream);
    for (const stream of streams) {
      stream.on('data', (bytes: Buffer) => {
        sum += bytes.length;
        inTurn += bytes.length;
        mostInTurn = Math.max(mostInTurn, inTurn);
      });
      paceReading(stream);
    }
    await Promise.all(streams.map((stream) => once(stream, 'end')));
    clearInterval(timer.unref());
    expect(sum).toBe(STREAMS * CHUNKS * CHUNK);
    expect(mostInTurn).toBeLessThanOrEqual(2 * (MEBIBYTE + STREAMS * CHUNK));
  });
});
