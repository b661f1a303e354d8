import type { RowCursor, TextRow } from './row-cursor.js';

/** Lines of text in memory that threads share. */
export type SharedLines = SharedArrayBuffer[];

/** How much is read. */
export interface LineLimits {
  /** Rows of one batch, between which the event loop is free. */
  atOnce: number;
  /** Most bytes in all; what is beyond them is left out. */
  mostBytes: number;
}

/**
 * Reads a cursor to its end, each column of a row as a line, and closes it. Nothing is parsed.
 * @throws what `signal` is aborted with, and errors of the database
 */
export async function readSharedLines(
  cursor: RowCursor,
  { atOnce, mostBytes }: LineLimits,
  signal: AbortSignal,
): Promise<SharedLines> {
  try {
    const parts: SharedLines = [];
    let bytes = 0;
    for (;;) {
      signal.throwIfAborted();
      const rows = await cursor.next(atOnce);
      const part = shared(rows);
      bytes += part.byteLength;
      if (rows.length === 0 || bytes > mostBytes) return parts;
      parts.push(part);
    }
  } finally {
    await cursor.close();
  }
}

function shared(rows: readonly TextRow[]): SharedArrayBuffer {
  const text = Buffer.from(rows.map((row) => `${row.join('\n')}\n`).join(''));
  const part = new SharedArrayBuffer(text.byteLength);
  new Uint8Array(part).set(text);
  return part;
}
