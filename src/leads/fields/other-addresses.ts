import { isJsonObject } from '../../validation/shape.js';
import { readData } from './read-data.js';
import { readEmails } from './read-emails.js';
import { LONGEST_PHONE, readPhones } from './read-phones.js';
import { readLinkedInUrls, readUrls } from './read-url.js';
import { LONGEST, type Several } from './several.js';

type Fields = Readonly<Record<string, unknown>>;

/** One address and nothing else, as nearly all fields have: they are not read twice. */
const ONE_EMAIL = /^[\w.+'-]+@[\w.-]+$/;
const ONE_URL = /^(?:https?:\/\/)?(?:(?!http)[\w./?=&%#:~+@-])*$/i;

/** Phone numbers are kept together where they fit. */
const SHORT = new RegExp(`^.{0,${LONGEST_PHONE}}$`, 's');

/** Where `additional_data` keeps the addresses behind the first one of a field. */
const KEPT: [field: string, one: RegExp, read: (value: unknown) => Several][] = [
  ['contact_email', ONE_EMAIL, readEmails],
  ['contact_phone', SHORT, readPhones],
  ['company_website', ONE_URL, readUrls],
  ['contact_linkedin_url', ONE_URL, readLinkedInUrls],
];

/**
 * The fields of a lead, with what a field holds besides its first address in `additional_data`, beside what is there: as
 * `other_contact_emails` for example, and the whole as `contact_email_text` where it says more than addresses do. What is no
 * object there is left for its rule to refuse.
 */
export function withOtherAddresses(input: Fields): Fields {
  const given = dataIn(input.additional_data);
  const found = KEPT.map(([field, one, read]) => {
    const value = input[field];
    return typeof value !== 'string' || value.length > LONGEST || one.test(value)
      ? {}
      : keptOf(field, read(value), given);
  });
  const kept = Object.assign({}, ...found) as Fields;
  if (given === undefined || Object.keys(kept).length === 0) return input;
  return { ...input, additional_data: { ...given, ...kept } };
}

function keptOf(field: string, { others, text }: Several, given: Fields = {}): Fields {
  const name = `other_${field}s`;
  return {
    ...(others.length > 0 ? { [name]: joined(given[name], others) } : {}),
    ...(text === undefined ? {} : { [`${field}_text`]: text }),
  };
}

function dataIn(value: unknown): Fields | undefined {
  const data = readData(value) ?? {};
  return isJsonObject(data) ? data : undefined;
}

function joined(known: unknown, others: string[]): unknown[] {
  const list = (known == null ? [] : [known]).flat() as unknown[];
  return [...list, ...others.filter((other) => !list.includes(other))];
}
