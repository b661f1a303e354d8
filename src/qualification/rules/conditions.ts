import type { LeadFacts } from '../../leads/lead-facts.js';
import type { ScorePart } from '../../leads/lead-score.js';
import { isPlaceholder } from '../../leads/placeholders.js';
import type { Condition } from '../profile/scoring-profile.js';
import { Compiled } from './compiled.js';
import { ended } from './factor-part.js';
import { quoted } from './lead-text.js';

type Facts = Pick<LeadFacts, 'source' | 'country' | 'additionalData'>;

/** Longer texts are compared by their beginning: more than any value of a condition. */
const LONGEST_TEXT = 1_000;
/** Items of a list that are looked at. */
const MOST_ITEMS = 100;
const GROUPED = /^\d{1,3}(?:[., ’']\d{3})+(?:[.,]\d+)?$/;
const AMOUNT = /^[-+]?[$€£¥]?\s?(?<number>\d[\d.,’' ]*)\s?(?:[$€£¥%]|[a-z]{3})?$/i;
const ISO_DATE = /^\d{4}-\d\d-\d\d/;

const PREFIX = 'additional_data.';

/** A condition with what it compares with, read once. */
interface Comparison {
  condition: Condition;
  texts: ReadonlySet<string>;
  numbers: ReadonlySet<number>;
}

/** A value of a lead as it is compared. */
interface Value {
  written: string;
  text: string;
  number: number | null;
}

const COMPARISONS = new Compiled((conditions: readonly Condition[]) => conditions.map(comparisonOf), JSON.stringify);

/** What each condition of a profile says of a lead: its points where it holds, 0 where it does not. */
export function conditionParts(lead: Facts, conditions: readonly Condition[]): ScorePart[] {
  if (conditions.length === 0) return [];
  const values = new Map<string, Value[]>();
  return COMPARISONS.of(conditions).map((comparison) => {
    const { field, points } = comparison.condition;
    const known = values.get(field) ?? valuesOf(lead, field);
    values.set(field, known);
    const holds = known.some((value) => isMet(value, comparison));
    return {
      name: field,
      points: holds ? points : 0,
      max_points: Math.max(0, points),
      reason: ended(
        `${writtenValue(field, known)}, which ${holds ? 'meets' : 'does not meet'} ${written(comparison.condition)}`,
      ),
    };
  });
}

function comparisonOf(condition: Condition): Comparison {
  const wanted = [condition.value ?? []].flat();
  const numbers = wanted.map(numberOf).filter((number) => number !== null);
  return { condition, texts: new Set(wanted.map(textOf)), numbers: new Set(numbers) };
}

/** The values of a field that say something; a list has several. */
function valuesOf(lead: Facts, field: string): Value[] {
  const value = field.startsWith(PREFIX)
    ? memberOf(lead.additionalData, field.slice(PREFIX.length))
    : lead[field as 'source'];
  const values: unknown[] = Array.isArray(value) ? value.slice(0, MOST_ITEMS) : [value];
  return values
    .filter((one) => one != null && !saysNothing(one, field))
    .map((one) => ({
      written: isSingle(one) ? String(one).slice(0, LONGEST_TEXT) : JSON.stringify(one),
      text: textOf(one),
      number: numberOf(one),
    }));
}

/** NA is Namibia. */
function saysNothing(value: unknown, field: string): boolean {
  return field !== 'country' && typeof value === 'string' && isPlaceholder(value);
}

/** A key of the object, dots and all, or else a way through nested objects. */
function memberOf(data: unknown, path: string): unknown {
  if (typeof data !== 'object' || data === null) return undefined;
  const object = data as Record<string, unknown>;
  if (Object.hasOwn(object, path)) return object[path];
  const dot = path.indexOf('.');
  const head = path.slice(0, dot);
  return dot > 0 && Object.hasOwn(object, head) ? memberOf(object[head], path.slice(dot + 1)) : undefined;
}

function isMet({ text, number }: Value, { condition, texts, numbers }: Comparison): boolean {
  const isEqual = texts.has(text) || (number !== null && numbers.has(number));
  const [wanted = ''] = texts;
  if (condition.operator === 'exists') return true;
  if (condition.operator === 'contains') return text.includes(wanted);
  if (condition.operator !== 'at_least') return isEqual;
  if (typeof condition.value === 'string') return ISO_DATE.test(text) && text >= wanted;
  return number !== null && number >= Number(condition.value);
}

/** A text as it is compared: in any case, with or without accents, at most 1,000 characters. */
function textOf(value: unknown): string {
  if (!isSingle(value)) return '';
  return String(value)
    .slice(0, LONGEST_TEXT)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** A number, or a text that is one: "1,200", "$5,000", "45 %". */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > 40) return null;
  const text = value.trim();
  const written = AMOUNT.exec(text)?.groups?.number?.trim();
  if (written === undefined) return null;
  const number = Number(GROUPED.test(written) ? withoutGroups(written) : written.replace(',', '.'));
  if (Number.isNaN(number)) return null;
  return text.startsWith('-') ? -number : number;
}

function withoutGroups(written: string): string {
  const [, whole = written, fraction = ''] = /^(.*[., ’']\d{3})(?:[.,](\d+))?$/.exec(written) ?? [];
  return `${whole.replace(/\D/g, '')}${fraction === '' ? '' : `.${fraction}`}`;
}

function writtenValue(field: string, [first]: readonly Value[]): string {
  const name = quoted(field).slice(1, -1);
  return first === undefined ? `${name} is not given` : `${name} is ${quoted(first.written, 40)}`;
}

function isSingle(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function written({ operator, value }: Condition): string {
  if (operator === 'exists') return '"exists"';
  const wanted = Array.isArray(value) ? value.map(String).join(', ') : String(value);
  return `"${operator.replace('_', ' ')}" ${quoted(wanted)}`;
}
