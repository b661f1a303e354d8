/** Why a row is refused, in the words of the report. */
export interface RowProblem {
  /** The column as the file names it; `null` where it is the row as a whole. */
  column: string | null;
  code: string;
  message: string;
  /** The beginning of the value. */
  value: string | null;
}

/** One row of a file. */
export interface FileRow {
  /** The line that it begins at, from 1; in a spreadsheet, its row. */
  line: number;
  /** By column; a cell that is not there is `undefined`. */
  cells: unknown[];
  problem?: RowProblem;
}

/** How much a reader takes; all of it is set by settings. */
export interface ReadingLimits {
  maxRowCharacters: number;
  maxColumns: number;
  /** Of all parts of a spreadsheet that are read, unpacked. */
  maxUnpackedBytes: number;
}

const SHOWN = 100;
/** Of a row that is too long. */
const KEPT = 200;

/** @param column `null` for the row as a whole */
export function rowProblem(code: string, message: string, column: string | null = null, value?: unknown): RowProblem {
  const text = value == null ? null : typeof value === 'string' ? value : JSON.stringify(value);
  return { column, code, message, value: text === null ? null : text.slice(0, SHOWN).toWellFormed() };
}

/** What DOS puts behind the end of a text. */
const END_OF_FILE = '\u001a';

/** Whether a row says nothing: blank lines, and lines of separators alone, are none. */
export function isBlank({ cells, problem }: FileRow): boolean {
  if (problem !== undefined) return false;
  if (cells.length === 1 && cells[0] === END_OF_FILE) return true;
  return cells.every((cell) => cell == null || (typeof cell === 'string' && cell.trim() === ''));
}

/** A row of which only the beginning is kept. */
export function rowTooLong(line: number, start: unknown, maxCharacters: number): FileRow {
  const kept = typeof start === 'string' ? start.slice(0, KEPT) : '';
  const message = `The row has more than ${maxCharacters} characters`;
  return { line, cells: [kept], problem: rowProblem('ROW_TOO_LONG', message, null, kept) };
}
