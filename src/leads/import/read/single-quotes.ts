import { SEPARATORS } from './separator.js';

const SAMPLED_ROWS = 20;

interface QuotedRow {
  cells: number;
  quoted: number;
  /** How many cells there would be if quotes were letters. */
  plain: number;
}

/**
 * The separator of a table whose values stand in single quotes, as in `'Acme, Inc.','ann@acme.example'`. `undefined` unless that
 * is certain: each row has as many cells, no quote stands open, and either every lead has a value in quotes, or separators
 * in quotes would give a row other cells than the header has.
 * @param text the beginning of a file
 */
export function separatorOfSingleQuoted(text: string): string | undefined {
  if (!/(?:^|[,;\t|\r\n]) *'/.test(text)) return undefined;
  return SEPARATORS.find((separator) => isSingleQuoted(text, separator));
}

function isSingleQuoted(text: string, separator: string): boolean {
  const rows = rowsOf(text, separator);
  const [header, ...leads] = rows ?? [];
  if (header === undefined || leads.length === 0 || header.cells < 2) return false;
  if (leads.some(({ cells }) => cells !== header.cells)) return false;
  const isAlways = leads.every(({ quoted }) => quoted > 0);
  return isAlways || leads.some(({ quoted, plain }) => quoted > 0 && plain !== header.plain);
}

/** `undefined` if a cell begins with a quote and does not end with one. */
function rowsOf(text: string, separator: string): QuotedRow[] | undefined {
  const end = `(?=${escaped(separator)}|[\\r\\n]|$)`;
  const cell = new RegExp(`(?<quoted> *'(?:[^']|'')*' *)${end}|(?! *['"])[^${escaped(separator)}\\r\\n]*`, 'y');
  const rows: QuotedRow[] = [];
  let row: QuotedRow = { cells: 0, quoted: 0, plain: 0 };
  while (rows.length < SAMPLED_ROWS) {
    const found = cell.exec(text);
    if (found === null) return undefined;
    row.cells++;
    row.plain += found[0].split(separator).length;
    if (found.groups?.quoted !== undefined) row.quoted++;
    const isLast = cell.lastIndex >= text.length;
    if (isLast || text[cell.lastIndex] !== separator) {
      if (row.cells > 1 || found[0] !== '') rows.push(row);
      row = { cells: 0, quoted: 0, plain: 0 };
    }
    if (isLast) break;
    cell.lastIndex++;
  }
  return rows;
}

function escaped(separator: string): string {
  return separator === '|' ? '\\|' : separator;
}
