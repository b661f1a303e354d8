import { Readable } from 'node:stream';
import { cellsOf, type CopyReader } from '../../database/copy-reader.js';
import type { ScoreState } from '../score-state.js';
import type { ExportFormat } from './export-format.js';

/** Bytes that are handed to the connection at once; one lead alone may have more. */
const PART_BYTES = 256 * 1024;
/** Of a UTF-16 unit, in UTF-8. */
const MOST_BYTES_OF_UNIT = 3;

/** The leads of a statement as text, part by part. Memory holds what has arrived of them, however many there are. */
export class ExportParts {
  constructor(
    private readonly reader: CopyReader,
    private readonly format: ExportFormat,
    private readonly stateOf: (basis: string | null) => ScoreState,
  ) {}

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
      void this.reader.close();
    });
  }

  /**
   * More rows arrive while these are written: the database and this process work at the same time. Each line becomes bytes at
   * once: lines that were kept for a part would be garbage that collections of young objects have to move.
   */
  private async *parts(): AsyncGenerator<Buffer> {
    let part = Buffer.allocUnsafe(PART_BYTES);
    let length = part.write(this.format.head);
    for (let rows = await this.reader.next(); rows.length > 0; rows = await this.reader.next()) {
      for (const row of rows) {
        const line = this.line(row);
        const most = line.length * MOST_BYTES_OF_UNIT;
        if (length + most > part.length) {
          yield part.subarray(0, length);
          part = Buffer.allocUnsafe(Math.max(PART_BYTES, most));
          length = 0;
        }
        length += part.write(line, length);
      }
    }
    if (length > 0) yield part.subarray(0, length);
  }

  private line(row: string): string {
    const cells = cellsOf(row);
    const basis = cells.pop() ?? '';
    return this.format.line(cells, this.stateOf(basis === '' ? null : basis));
  }
}
