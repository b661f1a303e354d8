import { isJsonObject } from '../../validation/shape.js';

type Fields = Readonly<Record<string, unknown>>;

/** What such a record calls its name, without case and underscores; the first one that it has. */
const NAMES = ['name', 'label', 'displayname', 'fullname', 'displayvalue', 'title', 'text', 'value'];
/** Of a person, whose name may come in parts. */
const PEOPLE = [...NAMES];
const COUNTRIES = [
  'countrycode',
  'code',
  'isocode',
  'iso',
  'iso2',
  'alpha2',
  'country',
  'addresscountry',
  'countryname',
];
const KEYS: Record<string, readonly string[]> = {
  ...{ company_name: NAMES, company_size: NAMES, industry: NAMES, contact_title: NAMES, source: NAMES },
  ...{ contact_name: PEOPLE, country: [...COUNTRIES, ...NAMES] },
};
const PARTS_OF_NAMES = ['firstname', 'lastname'];

/**
 * The fields of a lead, with the name where a field is a record that has one, as the APIs of some CRMs give what refers to
 * another table: `{ "id": 7, "name": "Software" }`, `[7, "Software"]`. What is anything else is left for its rule to
 * refuse.
 */
export function withNamedValues(input: Fields): Fields {
  const named = Object.entries(KEYS).flatMap(([field, keys]) => {
    const value = input[field];
    const name = typeof value === 'object' && value !== null ? nameIn(value, keys) : undefined;
    return name === undefined ? [] : [[field, name] as const];
  });
  return named.length === 0 ? input : { ...input, ...Object.fromEntries(named) };
}

/** @returns `undefined` if a value has no name */
function nameIn(value: object, keys: readonly string[]): string | number | null | undefined {
  if (isJsonObject(value)) return nameOf(value, keys);
  if (!Array.isArray(value)) return undefined;
  const items = value as unknown[];
  if (items.length === 1 && isJsonObject(items[0])) return nameOf(items[0], keys);
  const [id, name, ...others] = items;
  return typeof id === 'number' && typeof name === 'string' && others.length === 0 ? name : undefined;
}

function nameOf(record: Record<string, unknown>, keys: readonly string[]): string | number | null | undefined {
  const byKey = new Map(Object.entries(record).map(([key, value]) => [key.toLowerCase().replace(/[_\s]/g, ''), value]));
  const parts = PARTS_OF_NAMES.map((key) => byKey.get(key)).filter((part) => typeof part === 'string');
  if (keys === PEOPLE && parts.length > 0) return parts.join(' ');
  const name = byKey.get(keys.find((key) => byKey.has(key)) ?? '');
  return typeof name === 'string' || typeof name === 'number' || name === null ? name : undefined;
}
