import { isJsonObject } from '../../validation/shape.js';

type Fields = Readonly<Record<string, unknown>>;

/** Fields that the APIs of some CRMs give as a list, or as an object with labels. */
const LISTED = ['contact_email', 'contact_phone', 'company_website', 'contact_linkedin_url'];
/** What such an object calls the address. */
const VALUE_KEYS = new Set([
  'value',
  'email',
  'email_address',
  'phone',
  'phone_number',
  'number',
  'url',
  'link',
  'href',
  'address',
  'primaryemail',
  'primarylinkurl',
  'primaryphonenumber',
]);
/** Beside them, in Twenty: further addresses, and what comes before a number. */
const ADDITIONAL = new Set(['additionalemails', 'secondarylinks', 'additionalphones']);
const CALLING_CODE = 'primaryphonecallingcode';
/** No contact has more of them. */
const MOST_ITEMS = 20;
/** An e-mail address, a URL, or a phone number. */
const LIKE_ADDRESS = /[@.]|(?:\d[^\d]{0,3}){5}/;
const JSON_LIST = /^\s*(?:\[\s*\{|\{\s*").*[\]}]\s*$/s;
const LONGEST_JSON = 2_000;

/**
 * The fields of a lead, with lists of addresses as one text: `["a@x.example", "b@x.example"]`,
 * `[{ "label": "work", "value": "a@x.example", "primary": true }]`, also as JSON in a text. The primary one comes first.
 * What holds anything else is left for its rule to refuse.
 */
export function withListedAddresses(input: Fields): Fields {
  const joined = LISTED.flatMap((field) => {
    const value = listIn(input[field]);
    const texts = value === undefined ? undefined : addressesOf(value);
    return texts === undefined ? [] : [[field, texts.join('; ') || null] as const];
  });
  return joined.length === 0 ? input : { ...input, ...Object.fromEntries(joined) };
}

function listIn(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value as unknown[];
  if (isJsonObject(value)) return [value];
  const isJson = typeof value === 'string' && value.length <= LONGEST_JSON && JSON_LIST.test(value);
  return isJson ? parsedList(value) : undefined;
}

function parsedList(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text)].flat() as unknown[];
  } catch {
    return undefined;
  }
}

/** @returns `undefined` if an item is no address */
function addressesOf(items: unknown[]): string[] | undefined {
  if (items.length === 0 || items.length > MOST_ITEMS) return undefined;
  const sorted = items.toSorted((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)));
  const texts = sorted.flatMap((item) => [addressOf(item), ...(furtherIn(item)?.map(addressOf) ?? [])]);
  return texts.every((text) => text !== undefined) ? texts.filter((text) => text !== '') : undefined;
}

function furtherIn(item: unknown): unknown[] | undefined {
  if (!isJsonObject(item)) return undefined;
  const further = Object.entries(item).find(([name]) => ADDITIONAL.has(name.toLowerCase()))?.[1];
  return Array.isArray(further) ? further.slice(0, MOST_ITEMS) : undefined;
}

function isPrimary(item: unknown): boolean {
  return isJsonObject(item) && (item.primary === true || item.is_primary === true);
}

function addressOf(item: unknown): string | undefined {
  if (typeof item === 'string' || typeof item === 'number') {
    return LIKE_ADDRESS.test(String(item)) ? String(item).trim() : undefined;
  }
  if (!isJsonObject(item)) return undefined;
  const key = Object.keys(item).find((name) => VALUE_KEYS.has(name.toLowerCase()));
  const value = key === undefined ? undefined : item[key];
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const code = Object.entries(item).find(([name]) => name.toLowerCase() === CALLING_CODE)?.[1];
  const number = String(value).trim();
  return typeof code === 'string' && number !== '' && !number.startsWith('+') ? `${code} ${number}` : number;
}
