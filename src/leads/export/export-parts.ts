import { Readable } from 'node:stream';
import type { RowCursor, TextRow } from '../../database/row-cursor.js';
import type { ScoreState } from '../score-state.js';
import { cellsOf } from './export-columns.js';
import type { ExportFormat } from './export-format.js';

/** Rows that are read before it is known how long they are. */
const FIRST_ROWS = 200;
const FEWEST_ROWS = 20;
const MOST_ROWS = 2_000;
/** Characters that a batch of rows should have: some milliseconds of work. */
const BATCH_CHARACTERS = 1024 * 1024;
/** Bytes that are handed to the connection at once; one lead alone may have more. */
const PART_BYTES = 256 * 1024;
/** Of a UTF-16 unit, in UTF-8. */
const MOST_BYTES_OF_UNIT = 3;

/** The leads of a cursor as text, part by part. Memory holds two batches of rows, however many there are. */
export class ExportParts {
  private constructor(
    private readonly cursor: RowCursor,
    private readonly format: ExportFormat,
    private readonly stateOf: (basis: string | null) => ScoreState,
    private readonly first: TextRow[],
  ) {}

  /** Reads the first rows, so that a database that fails gets an answer of its own. */
  static async begin(
    cursor: RowCursor,
    format: ExportFormat,
    stateOf: (basis: string | null) => ScoreState,
  ): Promise<ExportParts> {
    try {
      return new ExportParts(cursor, format, stateOf, await cursor.next(FIRST_ROWS));
    } catch (error) {
      await cursor.close();
      throw error;
    }
  }

  /**
   * A failure in the middle destroys the stream, and with it the connection, so that a broken file never looks whole.
   * @param silenceMs how long the reader may leave a part untaken
   */
  stream(silenceMs: number): Readable {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = () => {
      stream.destroy(new Error(`The reader of an export took nothing for ${silenceMs} ms`));
    };
    const timed = async function* (parts: AsyncIterable<Buffer>) {
      for await (const part of parts) {
        timer = setTimeout(giveUp, silenceMs);
        yield part;
        clearTimeout(timer);
      }
    };
    const stream = Readable.from(timed(this.parts()), { objectMode: false });
    return stream.once('close', () => {
      clearTimeout(timer);
      void this.cursor.close();
    });
  }

  /**
   * The next rows are read while these are written: the database and this process work at the same time. Each line becomes bytes at
   * once: lines that were kept for a part would be garbage that collections of young objects have to move.
   */
  private async *parts(): AsyncGenerator<Buffer> {
    let part = Buffer.allocUnsafe(PART_BYTES);
    let length = part.write(this.format.head);
    for (let rows = this.first; rows.length > 0;) {
      const next = this.cursor.next(fittingCount(rows));
      // A failure is thrown where it is awaited; without a reader, it concerns no one.
      next.catch(() => undefined);
      for (const row of rows) {
        const line = this.line(row[0] ?? '');
        const most = line.length * MOST_BYTES_OF_UNIT;
        if (length + most > part.length) {
          yield part.subarray(0, length);
          part = Buffer.allocUnsafe(Math.max(PART_BYTES, most));
          length = 0;
        }
        length += part.write(line, length);
      }
      rows = await next;
    }
    if (length > 0) yield part.subarray(0, length);
  }

  private line(row: string): string {
    const cells = cellsOf(row, this.format.columns);
    const basis = cells.pop() ?? '';
    return this.format.line(cells, this.stateOf(basis === '' ? null : basis));
  }
}

/** How many rows make a batch, by the length of these. */
function fittingCount(rows: readonly TextRow[]): number {
  const characters = rows.reduce((sum, [row]) => sum + (row?.length ?? 0), 0);
  const count = Math.floor((rows.length * BATCH_CHARACTERS) / Math.max(1, characters));
  return Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, count));
}
