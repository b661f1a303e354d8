import type pg from 'pg';
import { DatabaseConnectionError, toDatabaseError } from './database.errors.js';

/** One row: each value as PostgreSQL writes it. */
export type TextRow = (string | null)[];

/** Nothing is parsed: the statement shapes its values, and hundreds of thousands of rows a second leave no time for it. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };
const NAME = 'rows';

/**
 * The rows of one statement, a batch at a time, as they were when it began. Between batches nothing runs, so that a slow
 * reader meets no time-out of statements; how long it may take is a limit of its own. It occupies a connection until it is
 * closed.
 */
export class RowCursor {
  private isDone = false;
  private isClosed = false;

  private constructor(private readonly client: pg.PoolClient) {}

  /**
   * @param client of the pool; the cursor releases it
   * @param idleMs how long the server keeps a cursor whose next batch is not fetched
   */
  static async open(client: pg.PoolClient, sql: string, parameters: unknown[], idleMs: number): Promise<RowCursor> {
    // Times come in a form that does not depend on the server's settings.
    await client.query(
      `BEGIN READ ONLY;
       SET LOCAL timezone = 'UTC';
       SET LOCAL datestyle = 'ISO';
       SET LOCAL idle_in_transaction_session_timeout = ${Math.round(idleMs)}`,
    );
    await client.query(`DECLARE ${NAME} NO SCROLL CURSOR FOR ${sql}`, parameters);
    return new RowCursor(client);
  }

  /**
   * The next rows, at most `count`; none at the end.
   * @throws DatabaseConnectionError, DatabaseTimeoutError or DatabaseQueryError
   */
  async next(count: number): Promise<TextRow[]> {
    if (this.isDone) return [];
    if (this.isClosed) throw new DatabaseConnectionError();
    try {
      const text = `FETCH ${count} FROM ${NAME}`;
      const { rows } = await this.client.query<TextRow>({ text, rowMode: 'array', types: AS_TEXT });
      this.isDone = rows.length < count;
      return rows;
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  /** Idempotent; never throws: a connection that cannot end its transaction is closed. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    const failure = await this.client.query('ROLLBACK').then(
      () => undefined,
      (error: unknown) => error,
    );
    this.client.release(failure !== undefined);
  }
}
