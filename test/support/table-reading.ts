import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FileRow, isBlank, type ReadingLimits } from '../../src/leads/import/read/file-row.js';
import { openTable, type Table } from '../../src/leads/import/read/table.js';

/** Small, so that a test can reach them. */
export const LIMITS: ReadingLimits = { maxRowCharacters: 1_000, maxColumns: 100, maxUnpackedBytes: 10_000_000 };

/** The pieces that a file may arrive in. */
export function* cut(file: Buffer, size: number): Generator<Buffer> {
  for (let start = 0; start < file.length; start += size) yield file.subarray(start, start + size);
}

/** A file that arrives in pieces of `size` bytes, each in a turn of its own. */
export async function* piecesOf(file: Buffer, size = 64 * 1024): AsyncGenerator<Buffer> {
  for (const piece of cut(file, size)) {
    yield piece;
    await nextTurn();
  }
}

/** A file as a table, with its rows that are not blank. */
export async function read(
  file: string | Buffer,
  size?: number,
  limits = LIMITS,
): Promise<{ table: Table; rows: FileRow[] }> {
  const table = await openTable(piecesOf(Buffer.from(file), size), limits);
  const rows: FileRow[] = [];
  for await (const some of table.rows) rows.push(...some.filter((row) => !isBlank(row)));
  return { table, rows };
}

/** The cells of its rows. */
export const cellsOf = async (file: string | Buffer, size?: number) =>
  (await read(file, size)).rows.map(({ cells }) => cells);

/** Why a file is refused; `undefined` if it is read. */
export const refusal = (file: string | Buffer) =>
  read(file).then(
    () => undefined,
    (error: unknown) => error,
  );
