import { CsvReader } from './csv-reader.js';
import { type FileRow, rowProblem } from './file-row.js';
import { findSeparator } from './separator.js';

const WRAPPED = /^[ \t]*"(?<inner>(?:[^"]|"")*)"[ \t]*$/;
const SAMPLED_LINES = 10;

/**
 * The separator of a table whose lines stand in quotes as a whole, as in `"Company,Email"`: so spreadsheets save a table that
 * they took for one column. `undefined` if it is none.
 * @param text the beginning of a file
 */
export function separatorOfWrapped(text: string): string | undefined {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  // The last one may be cut.
  const sample = lines.slice(0, Math.max(2, Math.min(SAMPLED_LINES, lines.length - 1)));
  const inner = sample.map((line) => WRAPPED.exec(line)?.groups?.inner?.replaceAll('""', '"'));
  if (inner.length < 2 || inner.includes(undefined)) return undefined;
  const { separator } = findSeparator(`${inner.join('\n')}\n`);
  const isTable = separator !== null && inner.every((line) => line?.includes(separator));
  return isTable ? separator : undefined;
}

/** Reads such lines. */
export class WrappedReader {
  constructor(
    private readonly lines: CsvReader,
    private readonly separator: string,
    private readonly maxCharacters: number,
  ) {}

  read(text: string): FileRow[] {
    return this.lines.read(text).map((row) => this.unwrapped(row));
  }

  end(): FileRow[] {
    return this.lines.end().map((row) => this.unwrapped(row));
  }

  private unwrapped(row: FileRow): FileRow {
    const [line] = row.cells;
    if (row.problem !== undefined || typeof line !== 'string' || line === '') return row;
    const reader = new CsvReader(this.separator, this.maxCharacters, row.line);
    const [inner, ...others] = [...reader.read(line), ...reader.end()];
    if (inner !== undefined && others.length === 0) return { ...inner, line: row.line };
    return { ...row, problem: rowProblem('UNCLOSED_QUOTE', 'A quote is not closed properly in this row') };
  }
}
