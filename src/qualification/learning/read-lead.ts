import { isPlaceholder } from '../../leads/placeholders.js';
import { readEmail } from '../rules/email-kind.js';
import type { Example } from './example.js';
import { fold, readValue } from './read-value.js';

export type Value = string | number | null;

/** What a lead says, by the name of the field; a field that is missing says nothing. */
export type Values = Map<string, Value>;

/** Fields of a lead whose values are learned from as they are. */
const PLAIN_FIELDS = ['industry', 'company_size', 'contact_title', 'source'] as const;
/** Of these only whether they are given: what they say names a person or a company. */
const GIVEN_FIELDS = ['contact_name', 'contact_phone', 'contact_linkedin_url', 'company_website', 'notes'] as const;
/** Text is looked at as far as this, in characters. */
const LONGEST_NOTES = 2_000;
const MOST_WORDS = 400;
const WORD = /[\p{L}\p{M}][\p{L}\p{M}\p{N}]{1,29}/gu;
/** The same in plain text, in a third of the time. */
const PLAIN_WORD = /[a-z][a-z0-9]{1,29}/g;
const PLAIN = /^[\x00-\x7f]*$/;

/** Behind the name of a field: only whether it is given. */
export const GIVEN = ' given';
export const NOT_GIVEN_FLAG = 'no';
export const DATA_PREFIX = 'additional_data.';
/** Names and addresses: listed as left out, and never used. */
export const PERSONAL_FIELDS = ['company_name', 'contact_name', 'contact_email', 'contact_phone'];
export const EMAIL_KIND = 'contact_email kind';

/** What a lead says in each field; arrays and objects within `additional_data` are left out. */
export function readLead(facts: Example['facts']): Values {
  const values: Values = new Map();
  for (const field of PLAIN_FIELDS) values.set(field, readValue(facts[field]) ?? null);
  // "NA" is Namibia.
  values.set('country', typeof facts.country === 'string' ? fold(facts.country) || null : null);
  values.set(EMAIL_KIND, emailKind(facts));
  for (const field of GIVEN_FIELDS) {
    values.set(field + GIVEN, isGiven(facts[field]) ? 'yes' : NOT_GIVEN_FLAG);
  }
  for (const [name, raw] of Object.entries(dataOf(facts))) {
    const value = readValue(raw);
    if (value !== undefined) values.set(DATA_PREFIX + name, value);
  }
  return values;
}

/** The names of the fields in which a lead says something. */
export function fieldNames(facts: Example['facts']): string[] {
  const names: string[] = PLAIN_FIELDS.filter((field) => isGiven(facts[field]));
  if (facts.country) names.push('country');
  names.push(EMAIL_KIND, ...GIVEN_FIELDS.map((field) => field + GIVEN));
  for (const [name, raw] of Object.entries(dataOf(facts))) {
    if (raw !== null && typeof raw !== 'object') names.push(DATA_PREFIX + name);
  }
  return names;
}

/** The names of the fields that hold a list or an object, of which nothing is learned. */
export function nestedNames(facts: Example['facts']): string[] {
  return Object.entries(dataOf(facts)).flatMap(([name, raw]) =>
    raw !== null && typeof raw === 'object' ? [DATA_PREFIX + name] : [],
  );
}

/** The different words of the notes, folded. */
export function readWords(notes: unknown): Set<string> {
  if (typeof notes !== 'string' || notes === '') return new Set();
  const text = notes.slice(0, LONGEST_NOTES);
  const isPlain = PLAIN.test(text);
  const folded = (isPlain ? text : text.normalize('NFKC')).toLowerCase();
  const words = new Set(folded.match(isPlain ? PLAIN_WORD : WORD));
  return words.size > MOST_WORDS ? new Set([...words].slice(0, MOST_WORDS)) : words;
}

function dataOf({ additional_data: data }: Example['facts']): Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
}

function isGiven(raw: unknown): boolean {
  return (typeof raw === 'string' && raw !== '' && !isPlaceholder(raw.trim())) || typeof raw === 'number';
}

function emailKind({ contact_email: email, company_website: website }: Example['facts']): string {
  const site = typeof website === 'string' ? website : null;
  return readEmail(typeof email === 'string' ? email : null, site, []).kind.replaceAll('_', ' ');
}
