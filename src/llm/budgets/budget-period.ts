import type { BudgetPeriodUnit } from './budget.entity.js';

/** A day or a month: from `startsAt` on, until before `endsAt`. */
export interface BudgetPeriod {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const DAY_MS = 86_400_000;
/** Longer than any distance of a zone from UTC, and than any day that a zone has left out. */
const MARGIN_MS = 3 * DAY_MS;
const LONGEST_NAME = 64;
/** An IANA name begins with a letter: fixed offsets such as `+01:00` know no summer time. */
const NAMED = /^[A-Za-z]/;

/** The formatters of zones are slow to make, and there are about 600 zones, some with several spellings. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATS = 1_000;

/** Whether `name` is a time zone of the IANA database, such as `Europe/Berlin` or `UTC`. */
export function isTimeZone(name: string): boolean {
  if (name.length > LONGEST_NAME || !NAMED.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * The day or month of `timeZone` that `moment` lies in. It begins with the first instant of its first date: where a clock
 * change skips midnight, that is later than 00:00.
 */
export function periodAt(unit: BudgetPeriodUnit, timeZone: string, moment: Date): BudgetPeriod {
  const format = formatOf(timeZone);
  const [year, month, day] = dateOf(format, moment.getTime());
  const first = unit === 'day' ? Date.UTC(year, month, day) : Date.UTC(year, month, 1);
  const next = unit === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
  return { startsAt: beginningOf(format, first), endsAt: beginningOf(format, next) };
}

/** The first instant whose local date is `date` or later. `date` is written as if it were in UTC. */
function beginningOf(format: Intl.DateTimeFormat, date: number): Date {
  let before = date - MARGIN_MS;
  let after = date + MARGIN_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (Date.UTC(...dateOf(format, middle)) >= date) after = middle;
    else before = middle;
  }
  return new Date(after);
}

/** The local date at `instant`; the month counts from 0. */
function dateOf(format: Intl.DateTimeFormat, instant: number): [year: number, month: number, day: number] {
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = NaN, month = NaN, day = NaN } = parts;
  return [year, month - 1, day];
}

/** @throws RangeError for a zone that does not exist */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'iso8601', numberingSystem: 'latn' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
  });
  if (FORMATS.size >= MOST_FORMATS) FORMATS.clear();
  FORMATS.set(timeZone, format);
  return format;
}
