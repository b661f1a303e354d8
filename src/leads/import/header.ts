import { setImmediate as nextTurn } from 'node:timers/promises';
import { isColumnName } from './columns/aliases.js';
import { countKnown, type GivenMapping, Mapping } from './columns/mapping.js';
import type { FileRow } from './read/file-row.js';

/** The header is one of the first rows: some systems write a note before it. */
export const SEARCHED_ROWS = 20;
/** Columns that are known make a row the header. */
const ENOUGH_KNOWN = 2;
/** Of a wider row so many cells are looked at. */
const SEARCHED_CELLS = 150;
/** Rows of fewer cells are done with at once. */
const FEW_CELLS = 50;
/** An address of any kind names no column: such a row is a lead, whatever words stand beside it. */
const ADDRESS = /[a-z\d]@[a-z\d]|^(?:https?:\/\/|www\.)/i;

/** The names of columns, and how many of the first rows are no leads. */
export interface Header {
  row: FileRow | undefined;
  rows: number;
}

/** How many columns each row names, so that a file that comes in many parts is counted once. */
const counted = new WeakMap<FileRow, number>();

/** Counts what `findHeader` needs to know of these rows, each in a turn of the event loop: a row may have hundreds of names. */
export async function countNames(rows: readonly FileRow[], given: GivenMapping): Promise<void> {
  for (const row of rows.slice(0, SEARCHED_ROWS)) {
    if (counted.has(row)) continue;
    counted.set(row, knownIn(row, given));
    if (row.cells.length > FEW_CELLS) await nextTurn();
  }
}

/**
 * The header among the first rows of a file; `undefined` while more rows may tell. Where a row of groups stands above it, in
 * merged cells, a name that says more with its group has it: "Name" below "Company" is "Company Name".
 * @param isAll whether these are all rows
 */
export function findHeader(rows: readonly FileRow[], given: GivenMapping, isAll: boolean): Header | undefined {
  const place = rows.slice(0, SEARCHED_ROWS).findIndex((row) => knownIn(row, given) >= ENOUGH_KNOWN);
  const row = rows[place];
  if (row === undefined) return isAll || rows.length >= SEARCHED_ROWS ? { row: rows[0], rows: 1 } : undefined;
  const next = rows[place + 1];
  const isHeader = { row, rows: place + 1 };
  if (next === undefined) return isAll || !row.cells.some((cell) => textOf(cell) === '') ? isHeader : undefined;
  const isWide = Math.max(row.cells.length, next.cells.length) > SEARCHED_CELLS;
  if (isWide || hasAddress(next) || !fillsGaps(next, row)) return isHeader;
  const both = { ...next, cells: withGroups(next.cells, row.cells, given) };
  return knownIn(both, given) > knownIn(row, given) ? { row: both, rows: place + 2 } : isHeader;
}

/** Whether one of the first rows is the header of a table of leads. */
export function beginsTable(rows: readonly FileRow[], given: GivenMapping): boolean {
  const cells = findHeader(rows, given, true)?.row?.cells ?? [];
  const names = cells
    .slice(0, SEARCHED_CELLS)
    .map(textOf)
    .filter((name) => name !== '');
  const isNamed = names.some((name) => Object.hasOwn(given, name));
  const known = countKnown(names, given);
  return (isNamed || new Mapping(names).isEnough) && (known >= ENOUGH_KNOWN || known === names.length);
}

function knownIn(row: FileRow, given: GivenMapping): number {
  return counted.get(row) ?? (hasAddress(row) ? 0 : countKnown(row.cells.slice(0, SEARCHED_CELLS), given));
}

function hasAddress({ cells }: FileRow): boolean {
  return cells.some((cell) => ADDRESS.test(textOf(cell)));
}

/** Whether a row has a name where the one above it has none, as below merged cells. */
function fillsGaps(next: FileRow, { cells }: FileRow): boolean {
  return next.cells.some((cell, index) => textOf(cell) !== '' && textOf(cells[index]) === '');
}

function withGroups(names: readonly unknown[], groups: readonly unknown[], given: GivenMapping): string[] {
  let group = '';
  return Array.from({ length: Math.max(names.length, groups.length) }, (_, index) => {
    const [name, own] = [textOf(names[index]), textOf(groups[index])];
    if (own !== '') group = own;
    // A name that is alone in its column is merged over both rows.
    if (name === '') return own;
    const whole = `${group} ${name}`;
    if (Object.hasOwn(given, name)) return name;
    return isColumnName(whole) || (countKnown([name]) === 0 && countKnown([whole]) > 0) ? whole : name;
  });
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell.trim() : '';
}
