/** A date, with the time behind it or without; a time without an offset is UTC. */
const DAY_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?: ?(Z|UTC|[+-]\d{2}(?::?\d{2})?))?)?$/;
/** 31.12.2026, 31. 12. 2026, 31/12/2026, 12/31/2026, perhaps with a time, which is left out. */
const NUMERIC = /^(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})(?:[ ,].*)?$/;
/** 2026/12/31, 2026.12.31, 2026. 12. 31., 2026年12月31日, 2026년 12월 31일; a time as above. */
const YEAR_FIRST = /^(\d{4})[./年년-] ?(\d{1,2})[./月월-] ?(\d{1,2})(?:[日일.]|\b)(?:[ ,].*)?$/;
/** Milliseconds since 1970, as APIs give them: 2001 to 2286. */
const EPOCH_MS = /^(?:\/Date\()?(\d{13})(?:[+-]\d{4})?(?:\)\/)?$/;
/** The digits of Arabic and Persian. */
const ARABIC_DIGIT = /[\u0660-\u0669\u06f0-\u06f9]/g;
/**
 * "31 Dec 2026", "31. Dezember 2026", "31 de diciembre de 2026"; "Dec 31, 2026", both perhaps behind a weekday; "2026-Dec-31",
 * "2026. december 31.".
 */
const NAMED = [
  /^(?:\p{L}{2,14}\.?,? )?(?<day>\d{1,2})(?:\. ?|(?:er|º|st|nd|rd|th)?[ /-])(?:de )?(?<month>\p{L}{3,12})\.?[ /-](?:de )?(?<year>\d{4})(?:[ ,].*)?$/iu,
  /^(?:\p{L}{2,9}\.?,? )?(?<month>\p{L}{3,12})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})(?:[ ,].*)?$/iu,
  /^(?<year>\d{4})(?:\. ?|[ -])(?<month>\p{L}{3,12})\.?[ -](?<day>\d{1,2})(?:\.|\b)(?:[ ,].*)?$/iu,
];
/** No name is of two months in these; Croatian has some of Polish ones. */
const MONTH_LANGUAGES = 'en de fr es pt it nl sv da nb fi pl cs sk hu ro ru uk tr el ar'.split(' ');
/** As spreadsheets write it. */
const MORE_MONTHS: [string, number][] = [['mrz', 3]];
const LAST_MONTH = 12;
const CURRENCY = /^(?:USD|US\$|\$)\s?(?=\d)|(?<=\d)\s?(?:USD|US\$|\$)$/gi;
/** "12,500.00", "12500" */
const ENGLISH = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;
/** "12.500,00", "12 500,5", "12500,50", "1.250.000", "12'500.00": no comma can be one of thousands. */
const OTHER_FORMS = [
  /^(\d{1,3}(?:[. ’']\d{3})+|\d+),(\d{1,2})$/,
  /^(\d{1,3}(?:\.\d{3}){2,})$/,
  /^(\d{1,3}(?:[ ’']\d{3})+)(?:\.(\d{1,2}))?$/,
];
/** "12.500" is twelve thousand five hundred for some, and twelve and a half for others. */
const MAY_BE_TWO = /^[1-9]\d{0,2}\.\d{3}$/;
const CENTS = 2;

let months: ReadonlyMap<string, number> | undefined;

/** A date as spreadsheets write it, as ISO 8601; what is none, or may be two, stays as it is. */
export function momentText(text: string): string {
  const [, day, time, zone = 'Z'] = DAY_TIME.exec(text) ?? [];
  if (day !== undefined) return time === undefined ? day : `${day}T${time}${zoneText(zone)}`;
  const ms = EPOCH_MS.exec(text)?.[1];
  if (ms !== undefined) return new Date(Number(ms)).toISOString();
  const written = text.replace(ARABIC_DIGIT, (digit) => String(digit.charCodeAt(0) & 0xf));
  return numericDay(written) ?? namedDay(written) ?? text;
}

function numericDay(text: string): string | undefined {
  const [, ahead, month = '', date = ''] = YEAR_FIRST.exec(text) ?? [];
  if (ahead !== undefined) return isoDay(ahead, month, date);
  const [, first = '', sign, second = '', year] = NUMERIC.exec(text) ?? [];
  if (year === undefined) return undefined;
  const isDayFirst = sign === '.' || Number(first) > LAST_MONTH || first === second;
  if (!isDayFirst && Number(second) <= LAST_MONTH) return undefined;
  return isDayFirst ? isoDay(year, second, first) : isoDay(year, first, second);
}

function namedDay(text: string): string | undefined {
  for (const form of NAMED) {
    const { day = '', month = '', year = '' } = form.exec(text)?.groups ?? {};
    const number = monthNumbers().get(folded(month));
    if (number !== undefined) return isoDay(year, String(number), day);
  }
  return undefined;
}

function isoDay(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Whole and shortened names of months. */
function monthNumbers(): ReadonlyMap<string, number> {
  months ??= new Map([...MORE_MONTHS, ...MONTH_LANGUAGES.flatMap(monthsOf)]);
  return months;
}

/** Alone and beside a day, which is another form in some languages: "декабрь", "31 декабря". */
function monthsOf(language: string): [string, number][] {
  const forms = (['long', 'short'] as const).flatMap((month) => [{ month }, { month, day: 'numeric' as const }]);
  return forms.flatMap((form) => {
    const format = new Intl.DateTimeFormat(language, { ...form, timeZone: 'UTC' });
    return Array.from({ length: LAST_MONTH }, (_, index): [string, number] => {
      const parts = format.formatToParts(new Date(Date.UTC(2026, index, 1)));
      return [folded(parts.find(({ type }) => type === 'month')?.value ?? ''), index + 1];
    });
  });
}

function folded(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f.]/g, '')
    .replaceAll('ı', 'i');
}

/** An amount of USD with two decimals at most, as requests have it; another currency, or what may be two, stays as it is. */
export function usdText(text: string): string {
  const number = text.replace(CURRENCY, '').replace(/[\u00a0\u202f]/g, ' ');
  if (MAY_BE_TWO.test(number)) return text;
  const [, whole, decimals = ''] = matchOf(number) ?? [];
  if (whole === undefined) return text;
  const rest = decimals.replace(/0+$/, '');
  const amount = whole.replace(/\D/g, '');
  if (rest.length <= CENTS) return rest === '' ? amount : `${amount}.${rest}`;
  return Number(`${amount}.${decimals}`).toFixed(CENTS);
}

function matchOf(number: string): RegExpExecArray | null {
  for (const form of [ENGLISH, ...OTHER_FORMS]) {
    const match = form.exec(number);
    if (match !== null) return match;
  }
  return null;
}

function zoneText(zone: string): string {
  if (zone === 'UTC' || zone === 'Z') return 'Z';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3) || '00'}`;
}
