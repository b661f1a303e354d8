import { Readable } from 'node:stream';
import type pg from 'pg';

/** Small enough for a frame, large enough that the number of blocks does not matter. */
const BLOCK_BYTES = 131_072;

/** What `COPY ... TO STDOUT` sends, in blocks; the server waits until they are read. Give it to `query()` of a client. */
export class CopyOut extends Readable {
  /** How many rows there were, at the end. */
  rows = 0;
  private connection: pg.Connection | undefined;
  private block = Buffer.allocUnsafe(BLOCK_BYTES);
  private used = 0;

  constructor(private readonly sql: string) {
    super({ highWaterMark: 4 * BLOCK_BYTES });
  }

  submit(connection: pg.Connection): void {
    this.connection = connection;
    connection.query(this.sql);
  }

  override _read(): void {
    this.connection?.stream.resume();
  }

  /** The server sends one message for each row. The buffer that it stands in is used again. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.rows++;
    for (let from = 0; from < chunk.length;) {
      const copied = chunk.copy(this.block, this.used, from);
      this.used += copied;
      from += copied;
      if (this.used === BLOCK_BYTES) this.flush();
    }
  }

  handleCommandComplete(): void {
    this.flush();
  }

  handleReadyForQuery(): void {
    this.push(null);
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  private flush(): void {
    if (this.used === 0) return;
    const block = this.block.subarray(0, this.used);
    this.block = Buffer.allocUnsafe(BLOCK_BYTES);
    this.used = 0;
    if (!this.push(block)) this.connection?.stream.pause();
  }
}
