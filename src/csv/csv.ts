import { guardFormulas } from './formula-guard.js';

const NEEDS_QUOTES = /[",\r\n]/;
/** As a regular expression it is replaced twice as fast as as a text. */
const QUOTE = /"/g;

type Cell = string | number | null;

/**
 * Rows as CSV by RFC 4180, with a line of names. Texts that a spreadsheet would run are guarded; numbers stay as they are.
 */
export function toCsv(columns: readonly string[], rows: readonly object[]): string {
  const lines = rows.map((row) => columns.map((column) => cellOf((row as Record<string, Cell>)[column])));
  return [columns, ...lines].map((cells) => csvLine(cells)).join('');
}

/** What Excel needs at the beginning of a file to read it as UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** Cells that are ready, as one line. */
export function csvLine(cells: readonly string[], separator = ','): string {
  return `${cells.join(separator)}\r\n`;
}

/** A text as a cell, in quotes where it needs them. */
export function csvCell(text: string, separator = ','): string {
  const needsQuotes = NEEDS_QUOTES.test(text) || (separator !== ',' && text.includes(separator));
  return needsQuotes ? `"${text.replace(QUOTE, '""')}"` : text;
}

/** Whether the caller would rather have CSV than JSON, by its `Accept`. */
export function prefersCsv(accept: string | undefined): boolean {
  return preferredType(accept, ['text/csv', 'application/json']) === 'text/csv';
}

/** The media type that `Accept` names with the greatest weight, the first of several; `undefined` if it names none. */
export function preferredType<Type extends string>(
  accept: string | undefined,
  types: readonly Type[],
): Type | undefined {
  if (accept === undefined) return undefined;
  const weights = new Map(accept.toLowerCase().split(',').map(toRange));
  let best: Type | undefined;
  for (const type of types) {
    const weight = weights.get(type) ?? 0;
    if (weight > (best === undefined ? 0 : (weights.get(best) ?? 0))) best = type;
  }
  return best;
}

function cellOf(value: Cell | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'number' ? String(value) : csvCell(guardFormulas(value));
}

function toRange(part: string): [type: string, weight: number] {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return [type, weight === undefined ? 1 : Number(weight)];
}
