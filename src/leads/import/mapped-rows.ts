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
  const begin = (header: FileRow | undefined, rows: readonly FileRow[]) => {
    const mapping = mappingOf(header, rows, given, maxColumns);
    return { mapping, lines: new TextLines(mapping, table.format === 'xlsx') };
  };
  const first: FileRow[] = [];
  for await (const some of table.rows) {
    if (known !== undefined) {
      yield { mapping: known.mapping, rows: known.lines.rows(some) };
      continue;
    }
    addTo(first, some);
    const filled = filledRows(first);
    await countNames(filled, given);
    const header = findHeader(filled, given, false);
    if (header === undefined) continue;
    const leads = behind(first, header.rows);
    known = begin(header.row, leads);
    table.expectCells(known.mapping.named);
    yield { mapping: known.mapping, rows: known.lines.rows(leads) };
  }
  if (filledRows(first).length === 0) throw new InvalidFileFormatError('The file is empty', { found: 'nothing' });
  if (known === undefined) {
    const { row, rows = 1 } = findHeader(filledRows(first), given, true) ?? {};
    const leads = behind(first, rows);
    known = begin(row, leads);
    yield { mapping: known.mapping, rows: known.lines.rows(leads) };
  }
  yield { mapping: known.mapping, rows: known.lines.end() };
}

/** Adds rows, but of blank ones below each other the first alone, and none at the beginning: a file may hold millions. */
function addTo(first: FileRow[], some: readonly FileRow[]): void {
  const last = first.at(-1);
  let isBehindBlank = last === undefined || isBlank(last);
  for (const row of some) {
    const isOneMore = isBlank(row);
    if (!isOneMore || !isBehindBlank) first.push(row);
    isBehindBlank = isOneMore;
  }
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

/** Columns at the end that have no name are columns where the first rows have something in them. */
function mappingOf(
  header: FileRow | undefined,
  leads: readonly FileRow[],
  given: GivenMapping,
  maxColumns: number,
): Mapping {
  const { cells = [], problem } = header ?? {};
  if (problem !== undefined) {
    throw new InvalidFileFormatError(`The header cannot be read: ${problem.message}`, { found: 'a broken header' });
  }
  // Cells that a workbook leaves out are holes.
  const names = Array.from(cells, (cell) => (typeof cell === 'string' ? cell.trim() : ''));
  const filled = leads.map((row) => row.cells.findLastIndex((cell) => cell != null && cell !== '') + 1);
  const width = filled.reduce((most, count) => (count <= names.length ? Math.max(most, count) : most), 0);
  while (names.length > width && names.at(-1) === '') names.pop();
  if (names.length > maxColumns) throw new FileSizeExceededError(maxColumns, 'columns', 'IMPORT_MAX_COLUMNS');
  return new Mapping(names, given);
}
