import { type GivenMapping, Mapping } from './columns/mapping.js';
import { findHeader } from './header.js';
import { FileSizeExceededError, InvalidFileFormatError } from './read/file.errors.js';
import { type FileRow, isBlank } from './read/file-row.js';
import type { Table } from './read/table.js';

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
  let mapping: Mapping | undefined;
  const first: FileRow[] = [];
  for await (const some of table.rows) {
    const rows = some.filter((row) => !isBlank(row));
    if (mapping !== undefined) {
      yield { mapping, rows };
      continue;
    }
    first.push(...rows);
    const header = findHeader(first, given, false);
    if (header === undefined) continue;
    mapping = mappingOf(header.row, given, maxColumns);
    table.expectCells(mapping.columns.length);
    yield { mapping, rows: first.slice(header.rows) };
  }
  if (mapping !== undefined) return;
  if (first.length === 0) throw new InvalidFileFormatError('The file is empty', { found: 'nothing' });
  const { row, rows = 1 } = findHeader(first, given, true) ?? {};
  yield { mapping: mappingOf(row, given, maxColumns), rows: first.slice(rows) };
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
  const names = cells.map((cell) => (typeof cell === 'string' ? cell.trim() : ''));
  while (names.at(-1) === '') names.pop();
  if (names.length > maxColumns) throw new FileSizeExceededError(maxColumns, 'columns', 'IMPORT_MAX_COLUMNS');
  return new Mapping(names, given);
}
