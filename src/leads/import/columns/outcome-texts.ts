/** A date, with the time behind it or without; a time without an offset is UTC. */
const DAY_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?)?$/;
/** 31.12.2026, 31/12/2026, 12/31/2026, perhaps with a time, which is left out. */
const NUMERIC = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ ,].*)?$/;
const LAST_MONTH = 12;
/** "$12,500.00", "12500 USD" */
const USD = /^(?:USD|US\$|\$)?\s?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?\s?(?:USD|US\$|\$)?$/i;
const CENTS = 2;

/** A date as spreadsheets write it, as ISO 8601; what is none, or may be two, stays as it is. */
export function momentText(text: string): string {
  const [, day, time, zone = 'Z'] = DAY_TIME.exec(text) ?? [];
  if (day !== undefined) return time === undefined ? day : `${day}T${time}${zoneText(zone)}`;
  const [, first = '', sign, second = '', year] = NUMERIC.exec(text) ?? [];
  if (year === undefined) return text;
  const isDayFirst = sign === '.' || Number(first) > LAST_MONTH || first === second;
  if (!isDayFirst && Number(second) <= LAST_MONTH) return text;
  const [month, date] = isDayFirst ? [second, first] : [first, second];
  return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

/** An amount of USD with two decimals at most, as requests have it; another currency stays as it is. */
export function usdText(text: string): string {
  const [, whole, decimals = ''] = USD.exec(text) ?? [];
  if (whole === undefined) return text;
  const rest = decimals.replace(/0+$/, '');
  const amount = whole.replaceAll(',', '');
  if (rest.length <= CENTS) return rest === '' ? amount : `${amount}.${rest}`;
  return Number(`${amount}.${decimals}`).toFixed(CENTS);
}

function zoneText(zone: string): string {
  if (zone === 'UTC' || zone === 'Z') return 'Z';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}
