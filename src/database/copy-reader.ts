import type { Readable } from 'node:stream';
import pg from 'pg';
import { withTimeout } from '../resilience/timeout.js';
import { DatabaseConnectionError, DatabaseTimeoutError, toDatabaseError } from './database.errors.js';

/** Characters of rows that wait for their reader, before the server has to wait too. */
const MOST_WAITING = 512 * 1024;
/** The longest that pg knows; the reader bounds the silence of the server, not the length of its answer. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** How long a statement may take that has no end of its own. */
export interface CopyLimits {
  /** How long the server may send nothing while it is read, in ms. */
  silenceMs: number;
  /** How long the server keeps a connection whose reader takes nothing, in ms. */
  idleMs: number;
}

/** pg runs it like any statement, and gives it each row in the form of COPY. */
class CopyStatement extends pg.Query {
  readonly query_timeout = NO_TIMEOUT_MS;

  constructor(
    text: string,
    private readonly onRow: (row: string) => void,
    onEnd: (error: Error | undefined) => void,
  ) {
    super(text, [], onEnd);
  }

  /** The bytes are the parser's, who uses them again. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.onRow(chunk.toString('utf8', 0, chunk.length - 1));
  }
}

/**
 * The rows of one statement by COPY, as they were when it began: the fastest way out of PostgreSQL, which writes each column as
 * text once, with nothing around it. The server sends for as long as it is read, and waits for a slow reader. It occupies a
 * connection until it is closed.
 */
export class CopyReader {
  private rows: string[] = [];
  private waiting = 0;
  private isPaused = false;
  private isClosed = false;
  private isDone = false;
  private failure: unknown;
  private arrival = Promise.withResolvers<undefined>();

  private constructor(
    private readonly client: pg.PoolClient,
    private readonly silenceMs: number,
  ) {}

  /**
   * Starts the statement and waits for its first rows.
   * @param client of the pool; the reader releases it, unless this throws
   * @param sql without parameters, which COPY does not take
   * @throws DatabaseConnectionError, DatabaseTimeoutError or DatabaseQueryError
   */
  static async open(client: pg.PoolClient, sql: string, { silenceMs, idleMs }: CopyLimits): Promise<CopyReader> {
    const reader = new CopyReader(client, silenceMs);
    try {
      // Times come in a form that does not depend on the server's settings.
      await client.query(
        `BEGIN READ ONLY;
         SET LOCAL timezone = 'UTC';
         SET LOCAL datestyle = 'ISO';
         SET LOCAL statement_timeout = 0;
         SET LOCAL lock_timeout = ${Math.round(silenceMs)};
         SET LOCAL idle_in_transaction_session_timeout = ${Math.round(idleMs)};
         SET LOCAL tcp_user_timeout = ${Math.round(idleMs)}`,
      );
      reader.start(`COPY (${sql}) TO STDOUT (NULL '')`);
      await reader.untilArrival();
      return reader;
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  /**
   * The rows that have arrived, each a line that `cellsOf` reads, after a wait if there are none; none at the end.
   * @throws DatabaseConnectionError, DatabaseTimeoutError or DatabaseQueryError
   */
  async next(): Promise<string[]> {
    if (this.isClosed) throw new DatabaseConnectionError();
    await this.untilArrival();
    const { rows } = this;
    this.rows = [];
    this.waiting = 0;
    this.resume();
    return rows;
  }

  /** Idempotent; never throws: a connection that is in the middle, or cannot end its transaction, is closed. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.resume();
    const hasEnded = this.isDone && this.failure === undefined;
    const isInOrder =
      hasEnded &&
      (await this.client.query('ROLLBACK').then(
        () => true,
        () => false,
      ));
    this.client.release(!isInOrder);
  }

  private get connection(): Readable {
    return this.client.connection.stream;
  }

  private resume(): void {
    if (this.isPaused) this.connection.resume();
    this.isPaused = false;
  }

  private start(text: string): void {
    const onRow = (row: string) => {
      this.rows.push(row);
      this.waiting += row.length;
      // Again for each row: connections are read by turns, whose next one begins with `resume`.
      if (this.waiting > MOST_WAITING) {
        this.isPaused = true;
        this.connection.pause();
      }
      this.arrival.resolve(undefined);
    };
    const onEnd = (error: Error | undefined) => {
      this.isDone = true;
      // pg gives no error as `null`.
      this.failure = error ?? undefined;
      this.arrival.resolve(undefined);
    };
    this.client.query(new CopyStatement(text, onRow, onEnd));
  }

  /** @throws DatabaseTimeoutError if nothing comes, DatabaseConnectionError or DatabaseQueryError if the statement has failed */
  private async untilArrival(): Promise<void> {
    if (this.rows.length === 0 && !this.isDone) {
      this.arrival = Promise.withResolvers();
      await withTimeout(this.arrival.promise, this.silenceMs, () => {
        throw new DatabaseTimeoutError();
      });
    }
    if (this.failure !== undefined) throw toDatabaseError(this.failure);
  }
}

const ESCAPED = /\\(.)/gs;
const ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The columns of a row that COPY wrote as text; an absent one is empty. */
export function cellsOf(row: string): string[] {
  const cells = row.split('\t');
  return row.includes('\\') ? cells.map(unescaped) : cells;
}

function unescaped(cell: string): string {
  return cell.includes('\\') ? cell.replace(ESCAPED, (_, character: string) => ESCAPES[character] ?? character) : cell;
}
