import { type GivenMapping, Mapping } from './columns/mapping.js';
import { countNames, findHeader } from './header.js';
import { FileSizeExceededError, InvalidFileFormatError } from './read/file.errors.js';
import { type FileRow, isBlank } from './read/file-row.js';
import type { Table } from './read/table.js';
import { TextLines } from './text-lines.js';

/** Rows of a file, with what its columns are. */
export interface MappedRows {
  mapping: Mapping;
  rows: FileRow[];
}

/**
 * The rows of a table behind its header, without blank ones.
 * @throws InvalidFileFormatError, FileSizeExceededError, ValidationError where the mapping does not fit the header
 */
export async function* mappedRows(table: Table, given: GivenMapping, maxColumns: number): AsyncGenerator<MappedRows> {
  if (table.columns !== undefined) {
    yield* withMembers(table, table.columns, given);
    return;
  }
  let known: { mapping: Mapping; lines: TextLines } | undefined;
  const begin = (header: FileRow | undefined) => {
    const mapping = mappingOf(header, given, maxColumns);
    return { mapping, lines: new TextLines(mapping, table.format === 'xlsx') };
  };
  const first: FileRow[] = [];
  for await (const some of table.rows) {
    if (known !== undefined) {
      yield { mapping: known.mapping, rows: known.lines.rows(some) };
      continue;
    }
    first.push(...some);
    const filled = filledRows(first);
    await countNames(filled, given);
    const header = findHeader(filled, given, false);
    if (header === undefined) continue;
    known = begin(header.row);
    table.expectCells(known.mapping.columns.length);
    yield { mapping: known.mapping, rows: known.lines.rows(behind(first, header.rows)) };
  }
  if (filledRows(first).length === 0) throw new InvalidFileFormatError('The file is empty', { found: 'nothing' });
  if (known === undefined) {
    const { row, rows = 1 } = findHeader(filledRows(first), given, true) ?? {};
    known = begin(row);
    yield { mapping: known.mapping, rows: known.lines.rows(behind(first, rows)) };
  }
  yield { mapping: known.mapping, rows: known.lines.end() };
}

function filledRows(rows: readonly FileRow[]): FileRow[] {
  return rows.filter((row) => !isBlank(row));
}

/** The rows behind so many that are not blank. */
function behind(rows: readonly FileRow[], count: number): FileRow[] {
  const last = filledRows(rows)[count - 1];
  return rows.slice(last === undefined ? 0 : rows.indexOf(last) + 1);
}

/** Rows that bring the names of their columns along; there may be more of them with every row. */
async function* withMembers(table: Table, columns: readonly string[], given: GivenMapping): AsyncGenerator<MappedRows> {
  let mapping: Mapping | undefined;
  for await (const rows of table.rows) {
    if (mapping?.columns.length !== columns.length) {
      const known = Object.entries(given).filter(([name]) => columns.includes(name));
      mapping = new Mapping(columns, Object.fromEntries(known), false);
    }
    yield { mapping, rows };
  }
}

function mappingOf(header: FileRow | undefined, given: GivenMapping, maxColumns: number): Mapping {
  const { cells = [], problem } = header ?? {};
  if (problem !== undefined) {
    throw new InvalidFileFormatError(`The header cannot be read: ${problem.message}`, { found: 'a broken header' });
  }
  // Cells that a workbook leaves out are holes.
  const names = Array.from(cells, (cell) => (typeof cell === 'string' ? cell.trim() : ''));
  while (names.at(-1) === '') names.pop();
  if (names.length > maxColumns) throw new FileSizeExceededError(maxColumns, 'columns', 'IMPORT_MAX_COLUMNS');
  return new Mapping(names, given);
}
