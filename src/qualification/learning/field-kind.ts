import type { FieldColumn } from './field-column.js';
import { DATA_PREFIX } from './read-lead.js';
import { LEAST_LEADS } from './observations.js';

export type FieldKind = 'levels' | 'numbers';

/** Why a field is not learned from. */
export const LEFT_OUT_REASONS = [
  'excluded',
  'personal',
  'nested',
  'date',
  'identifier',
  'constant',
  'rare',
  'too_many_fields',
  'possible_leak',
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** Numbers with at most so many different values are levels. */
const MOST_LEVELS_OF_NUMBERS = 8;
const MOSTLY = 0.9;
const NEARLY_ALL = 0.95;
/** Whole numbers as long as these are keys, phones or times. */
const LONG_NUMBER = 1e9;
/** A key that is counted up leaves few numbers out; amounts that are as dense repeat more. */
const DENSE = 3;

/** Larger numbers under the name of a phone may be one. */
const MOST_COUNTED = 1_000;

const DATE =
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)(?!\d)|\d{1,2}\.? (?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2},? \d{4})/;
const MAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;
const PHONE = /^(?:\+|00|\()?\d[\d\s()./-]{6,}$/;
const PERSON =
  /^(?:first|last|full|middle|given|family|sur|maiden|nick|contact|person|user)?[ _-]*names?$|(?:first|last|full|middle|given|family|contact|person)[ _-]*name|surname|vorname|nachname|pr[eé]nom|apellido|e-?mail|phone|mobile|telefon|t[eé]l[eé]phone|^fax$/i;
const KEY = /(?:^|[\s_-])(?:id|uuid|guid|nr|no|num|number|key|code|zip|postcode)$/i;

/** How a field is learned from, or why not. */
export function kindOf(field: FieldColumn): FieldKind | LeftOutReason {
  const { given, count } = field;
  if (isPersonal(field)) return 'personal';
  if (given < LEAST_LEADS) return 'rare';
  const numbers = numbersOf(field);
  if (field.values.length === 1 && (given === count || count - given < LEAST_LEADS)) return 'constant';
  if (shareOf(field, (value) => typeof value === 'string' && DATE.test(value)) >= MOSTLY) return 'date';
  if (numbers.length < NEARLY_ALL * given) return isManyTexts(field) ? 'identifier' : 'levels';
  if (new Set(numbers).size <= MOST_LEVELS_OF_NUMBERS) return 'levels';
  return areKeys(field.name, numbers) ? 'identifier' : 'numbers';
}

/** The numbers of a field, one for each lead that has one. */
export function numbersOf({ numbers }: FieldColumn): Float64Array {
  return numbers === undefined ? new Float64Array() : numbers.filter((number) => !Number.isNaN(number));
}

function isPersonal(field: FieldColumn): boolean {
  if (!field.name.startsWith(DATA_PREFIX)) return false;
  if (PERSON.test(field.name.slice(DATA_PREFIX.length))) return !areCounts(field);
  const isAddress = (value: string | number) => typeof value === 'string' && (MAIL.test(value) || PHONE.test(value));
  return shareOf(field, isAddress) >= 0.5 && shareOf(field, (value) => DATE.test(String(value))) < MOSTLY;
}

/** How many e-mails or calls there were says nothing of who they were with. */
function areCounts(field: FieldColumn): boolean {
  const numbers = numbersOf(field);
  return numbers.length >= NEARLY_ALL * field.given && numbers.every((number) => Math.abs(number) <= MOST_COUNTED);
}

function isManyTexts({ values, untold, given }: FieldColumn): boolean {
  return values.length + untold > MOSTLY * given;
}

function areKeys(name: string, numbers: Float64Array): boolean {
  const distinct = new Set(numbers).size;
  if (distinct <= MOSTLY * numbers.length || !numbers.every(Number.isInteger)) return false;
  const sizes = numbers.toSorted();
  const [least = 0, middle = 0, most = 0] = [sizes[0], sizes[sizes.length >> 1], sizes.at(-1)];
  return KEY.test(name) || middle >= LONG_NUMBER || most - least < DENSE * numbers.length;
}

/** The part of the leads with a value that is told apart whose value is of this kind. */
function shareOf({ values, counts }: FieldColumn, isOne: (value: string | number) => boolean): number {
  let all = 0;
  let some = 0;
  values.forEach((value, code) => {
    const count = counts[code] ?? 0;
    all += count;
    if (isOne(value)) some += count;
  });
  return all === 0 ? 0 : some / all;
}
