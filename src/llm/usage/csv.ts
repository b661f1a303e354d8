/** What a spreadsheet takes for a formula, also behind white space; a quote in front makes it text. */
const FORMULA = /^\s*[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

type Cell = string | number | null;

/**
 * Rows as CSV by RFC 4180, with a line of names. Texts that a spreadsheet would run are disarmed, as OWASP advises ("CSV
 * injection"); numbers stay as they are.
 */
export function toCsv(columns: readonly string[], rows: readonly object[]): string {
  const lines = rows.map((row) => columns.map((column) => cellOf((row as Record<string, Cell>)[column])).join(','));
  return [columns.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

function cellOf(value: Cell | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Whether the caller would rather have CSV than JSON, by its `Accept`. */
export function prefersCsv(accept: string | undefined): boolean {
  const ranges = accept?.toLowerCase() ?? '';
  if (!ranges.includes('csv')) return false;
  const weights = new Map(ranges.split(',').map(toRange));
  const csv = weights.get('text/csv') ?? 0;
  return csv > 0 && csv >= (weights.get('application/json') ?? 0);
}

function toRange(part: string): [type: string, weight: number] {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return [type, weight === undefined ? 1 : Number(weight)];
}
