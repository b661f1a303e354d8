/** Formats that every program knows by their numbers; those of East Asia are dates, too. */
const BUILT_IN_DATES = (id: number) => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58);
/** What is in quotes or behind a backslash is shown as it is, and colours and conditions stand in brackets. */
const LITERAL = /"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^[\]]*\]/gi;
const DATE_LETTERS = /[ymdhs]/i;

const DAY_MS = 86_400_000;
/** Serial numbers count days; Excel has a 29 February 1900 that never was, which all dates since step over. */
const EPOCH = { from1900: Date.UTC(1899, 11, 30), from1904: Date.UTC(1904, 0, 1) };
/** The last day that Excel knows: 31 December 9999. */
const LAST_SERIAL = 2_958_466;

/** Whether numbers with this format are shown as dates or times. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN_DATES(id);
  // Only numbers have the parts behind a semicolon.
  return DATE_LETTERS.test((code.split(';')[0] ?? '').replace(LITERAL, '')) && !/general/i.test(code);
}

/** A serial number as ISO 8601: a date where it has no time, a time where it has no date. */
export function dateText(serial: number, isFrom1904: boolean): string {
  if (!(serial >= 0 && serial < LAST_SERIAL)) return numberText(String(serial));
  const epoch = isFrom1904 ? EPOCH.from1904 : EPOCH.from1900;
  const text = new Date(epoch + Math.round(serial * DAY_MS)).toISOString();
  const [date = '', time = ''] = text.slice(0, 19).split('T');
  if (serial < 1) return time;
  return Number.isInteger(serial) ? date : `${date}T${time}`;
}

/** The digits that numbers with this format have at least: `00000` shows the postal code 1067 as 01067. */
export function leastDigits(code: string | undefined): number {
  return /^0{2,20}$/.exec(code ?? '')?.[0].length ?? 0;
}

/** A number as a person would write it: `1.2E+3` is 1200, and 0.30000000000000004 is 0.3. */
export function numberText(text: string): string {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) return text;
  const isWhole = Number.isSafeInteger(number);
  return isWhole ? BigInt(number).toString() : String(Number(number.toPrecision(15)));
}

/** A text as it is meant: control characters are written as `_x000D_`. */
export function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([\dA-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}
