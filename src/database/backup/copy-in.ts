import { once } from 'node:events';
import type pg from 'pg';

/** What pg's connection has, and its types leave out. */
type CopyConnection = pg.Connection & { sendCopyFromChunk: (block: Buffer) => void; endCopyFrom: () => void };

/** `COPY ... FROM STDIN`, block by block. Give it to `query()` of a client, then write and end. */
export class CopyIn {
  private readonly ready = Promise.withResolvers<CopyConnection>();
  private readonly done = Promise.withResolvers<number>();
  private rows = 0;

  constructor(private readonly sql: string) {
    this.ready.promise.catch(() => undefined);
    this.done.promise.catch(() => undefined);
  }

  submit(connection: pg.Connection): void {
    connection.query(this.sql);
  }

  /** @throws the error of the server, as soon as it is known */
  async write(block: Buffer): Promise<void> {
    const connection = await this.ready.promise;
    connection.sendCopyFromChunk(block);
    const { stream } = connection;
    if (stream.writableNeedDrain) await Promise.race([once(stream, 'drain'), this.done.promise]);
  }

  /**
   * @returns how many rows the server stored
   * @throws the error of the server
   */
  async end(): Promise<number> {
    (await this.ready.promise).endCopyFrom();
    return this.done.promise;
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.ready.resolve(connection);
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.rows = Number(/\d+$/.exec(text)?.[0]);
  }

  handleReadyForQuery(): void {
    this.done.resolve(this.rows);
  }

  handleError(error: Error): void {
    this.ready.reject(error);
    this.done.reject(error);
  }
}
