import type { EmployeeRange } from '../profile/scoring-profile.js';
import { MONTHS } from './size-words.js';

const MONTH_NUMBERS = new Map(
  MONTHS.flatMap((names, index) => names.split(', ').map((name) => [name, index + 1] as const)),
);
const NAMED = /^(?<before>\d{1,2})?[.]?[-/ ]?\s?(?<name>\p{L}{3,9})[.]?[-/ ]?\s?(?<after>\d\d?|19[3-9]\d)?$/u;
const ISO = /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[ t][\d:.]+z?)?$/;

/**
 * The range that a spreadsheet has made a date of: "1-10" becomes "10-Jan" or 2026-01-10, "11-50" becomes "Nov-50" or
 * 1950-11-01. Null if the text is no such date.
 * @param text in lower case, without accents
 */
export function readSizeDate(text: string): EmployeeRange | null {
  const { before, name, after } = NAMED.exec(text)?.groups ?? {};
  const month = name === undefined ? undefined : MONTH_NUMBERS.get(name);
  if (month !== undefined && (before === undefined) !== (after === undefined)) {
    return rangeOf(month, Number(before ?? after) % 100);
  }
  const iso = ISO.exec(text)?.groups;
  if (iso === undefined) return null;
  const isMonthOnly = iso.day === '01' && Number(iso.year) < 2000;
  return rangeOf(Number(iso.month), isMonthOnly ? Number(iso.year) % 100 : Number(iso.day));
}

/** Where days come first, "2-10" becomes the second of October. */
function rangeOf(month: number, other: number): EmployeeRange | null {
  const isDate = month >= 1 && month <= 12 && other >= 1;
  return isDate ? { min: Math.min(month, other), max: Math.max(month, other) } : null;
}
