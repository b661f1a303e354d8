/** What begins a formula. Full-width signs count: some spreadsheets fold them. */
const SIGN = '[=+\\-@|%＝＋－＠]';
const ANY_SIGN = new RegExp(SIGN);
/** Most cells: nothing in them can be taken for the start of another cell. */
const PLAIN = /^[a-z\d][^;\t\r\n]*$/i;
/** At the start of a cell, also behind white space and quotes. */
const AT_START = new RegExp(String.raw`^[\s"']*${SIGN}`);
/** The same behind what other spreadsheets take for the end of a cell. Such ends are left out, so that each is read once. */
const BEHIND_END = String.raw`(?=(?:(?![;\t\r\n])[\s"'])*${SIGN})`;
const UNGUARDED_END = new RegExp(`[;\\t\\r\\n]${BEHIND_END}`, 'g');
const GUARDED_END = new RegExp(`([;\\t\\r\\n])'${BEHIND_END}`, 'g');

/** A cell that no spreadsheet runs: a quote in front makes text of each would-be formula (OWASP, "CSV injection"). */
export function guardFormulas(cell: string): string {
  if (PLAIN.test(cell) || !ANY_SIGN.test(cell)) return cell;
  const guarded = cell.replace(UNGUARDED_END, "$&'");
  return AT_START.test(guarded) ? `'${guarded}` : guarded;
}

/** Undoes `guardFormulas`, for files that come back. */
export function withoutFormulaGuard(cell: string): string {
  if (!cell.includes("'")) return cell;
  const inner = cell.startsWith("'") && AT_START.test(cell) ? cell.slice(1) : cell;
  return inner.replace(GUARDED_END, '$1');
}
