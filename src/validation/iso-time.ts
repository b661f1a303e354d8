const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MOST_DAYS = 4_096;
/** The days that times were of, by their number since 1970. */
const days = new Map<number, string>();
const MINUTES = Array.from(
  { length: 1_440 },
  (_, minute) => `T${padded(Math.floor(minute / 60))}:${padded(minute % 60)}`,
);
const SECONDS = Array.from({ length: 60 }, (_, second) => `:${padded(second)}`);
const FRACTIONS = Array.from({ length: 1_000 }, (_, ms) => `.${padded(ms, 3)}Z`);

/**
 * As `toISOString()`, which takes 0.8 us: a tenth of all that is done for a page of leads.
 * @throws RangeError for an invalid date
 */
export function isoTime(date: Date): string {
  const ms = date.getTime();
  const day = Math.floor(ms / DAY_MS);
  const minute = Math.floor((ms - day * DAY_MS) / MINUTE_MS);
  const rest = ms - day * DAY_MS - minute * MINUTE_MS;
  const second = Math.floor(rest / 1_000);
  return `${dayOf(day, date)}${MINUTES[minute]}${SECONDS[second]}${FRACTIONS[rest - second * 1_000]}`;
}

function dayOf(day: number, date: Date): string {
  let text = days.get(day);
  if (text === undefined) {
    if (days.size >= MOST_DAYS) days.clear();
    text = date.toISOString().split('T', 1).join('');
    days.set(day, text);
  }
  return text;
}

function padded(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
