import type { Readable } from 'node:stream';
import { TurnBudget } from '../resilience/turn-budget.js';

/** Of results of all connections; rows of so many bytes take some ten milliseconds to parse. */
const BYTES_PER_TURN = 1024 * 1024;

const turns = new TurnBudget(BYTES_PER_TURN);

/**
 * Reads `stream`, a connection to PostgreSQL, no faster than all of them together may be read in one turn of the event loop.
 * Node.js would read up to 2 MiB of each connection before anything else happens.
 */
export function paceReading(stream: Readable): void {
  stream.on('data', (bytes: Buffer) => {
    if (turns.take(bytes.length)) return;
    stream.pause();
    void turns.wait(bytes.length).then(() => stream.resume());
  });
}
