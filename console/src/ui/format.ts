const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const SCORE = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Points of a lead, one below the other in a list. */
export const score = (value: number): string => SCORE.format(value);
export const number = (value: number): string => NUMBER.format(value);
export const whole = (value: number): string => WHOLE.format(value);
export const exactTime = (time: string | Date): string => EXACT.format(new Date(time));
export const shortDay = (time: string | Date): string => DAY.format(new Date(time));

/** "2 minutes ago". */
export function relativeTime(time: string | Date, now = Date.now()): string {
  const seconds = (new Date(time).getTime() - now) / 1_000;
  const [unit, size] = UNITS.find(([, one]) => Math.abs(seconds) >= one) ?? ['second', 1];
  return unit === 'second'
    ? seconds > 5
      ? 'in a moment'
      : 'just now'
    : RELATIVE.format(Math.round(seconds / size), unit);
}

/** A decimal string of USD: with cents where there are some, else with as many digits as say something. */
export function usd(text: string | number): string {
  const value = Number(text);
  if (value === 0) return '$0';
  const sign = value < 0 ? '-' : '';
  const amount = Math.abs(value);
  if (amount >= 0.1)
    return `${sign}$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  return `${sign}$${amount.toLocaleString('en', { maximumSignificantDigits: 2, maximumFractionDigits: 12 })}`;
}

export function milliseconds(value: number | null | undefined): string {
  if (value == null) return 'not measured';
  return value >= 10_000 ? `${number(value / 1_000)} s` : `${whole(value)} ms`;
}

/** How long something takes, in the unit that people would say it in. */
export function duration(seconds: number): string {
  const [unit, size] = UNITS.slice(2).find(([, one]) => seconds >= 1.5 * one) ?? ['second', 1];
  const count = Math.max(1, Math.round(seconds / size));
  return `${whole(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** A number of things, such as "1 lead" or "1,200 leads". */
export function counted(count: number, thing: string): string {
  return `${whole(count)} ${thing}${count === 1 ? '' : 's'}`;
}

export function signed(points: number): string {
  return points > 0 ? `+${number(points)}` : number(points).replace('-', '−');
}

/** `company_fit` as "Company fit". */
export function words(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
