import { FILTERABLE_FIELDS, type LeadFilters } from './dto/list-leads.dto.js';
import { NO_OUTCOME } from './lead-outcome.js';
import { SCORE_BASIS } from './score-state.js';
import { searchConditions } from './search/search-conditions.js';

/** A lead without a score sorts below all others. Exactly as its indexes have it. */
export const SCORE = 'COALESCE(qualification_score, -1)';
/** Adds a parameter to a statement, and returns its place there, such as `$2`. */
export type Place = (value: unknown) => string;

/** A filter of one value or several. */
interface ListFilter {
  /** Exactly as its index has it. */
  expression: string;
  type: string;
  isCaseless?: boolean;
  /** What holds for all leads that pass; indexes of other sorts have it. */
  implied?: string;
  /** The value for leads that have none. */
  absent?: string;
}

/** Those that are likely to leave few leads come first. On the wire, a filterable field has the name of its column. */
const LIST_FILTERS: Partial<Record<keyof LeadFilters, ListFilter>> = {
  ...Object.fromEntries(
    FILTERABLE_FIELDS.map((field) => [field, { expression: `lower(${field})`, type: 'text', isCaseless: true }]),
  ),
  method: { expression: 'qualification_method', type: 'varchar', implied: `${SCORE} >= 0` },
  outcome: { expression: 'outcome', type: 'varchar', absent: NO_OUTCOME },
  status: { expression: 'status', type: 'varchar' },
  tier: { expression: 'qualification_tier', type: 'bpchar' },
};

const RANGES: [filter: keyof LeadFilters, condition: (place: string) => string][] = [
  ['external_id', (place) => `external_id = ${place}`],
  ['contact_email', (place) => `lower(contact_email) = lower(${place})`],
  ['stale', (place) => `${SCORE_BASIS} = ANY(${place}) AND qualification_score IS NOT NULL`],
  ['min_score', (place) => `${SCORE} >= ${place}`],
  ['max_score', (place) => `${SCORE} <= ${place}`],
  ['created_after', (place) => `created_at > ${place}`],
  ['created_before', (place) => `created_at < ${place}`],
  ['updated_after', (place) => `updated_at > ${place}`],
];

/** All that filters ask for. */
export function conditionsOf(filters: LeadFilters, place: Place): string[] {
  return [...rangesOf(filters, place), ...choicesOf(filters, place).map(({ any }) => any)];
}

/**
 * What the filters of one value ask for.
 * @param passed a filter that all leads pass anyway
 */
export function rangesOf(filters: LeadFilters, place: Place, passed?: keyof LeadFilters): string[] {
  // A missing score sorts below all others, but is none of those up to a highest.
  const min_score = filters.max_score === undefined ? filters.min_score : (filters.min_score ?? 0);
  const effective: LeadFilters = { ...filters, min_score };
  const conditions = RANGES.flatMap(([name, condition]) => {
    const value = effective[name];
    return value == null || name === passed ? [] : [condition(place(value))];
  });
  return filters.q == null ? conditions : [...conditions, ...searchConditions(filters.q, place)];
}

/** What one filter of several values asks for. */
export interface Choice {
  /** A lead that passes has one of them. */
  any: string;
  /** For each of them; no lead passes two. */
  each: string[];
}

/** What the filters of several values ask for, those first that are likely to leave few leads. */
export function choicesOf(filters: LeadFilters, place: Place): Choice[] {
  return Object.entries(LIST_FILTERS).flatMap(([name, filter]) => {
    const values = filters[name as keyof LeadFilters] as string[] | null | undefined;
    return values == null || values.length === 0 ? [] : [choiceOf(filter, values, place)];
  });
}

function choiceOf(filter: ListFilter, given: readonly string[], place: Place): Choice {
  const present = given.filter((value) => value !== filter.absent);
  const choice = presentChoice(filter, present.map(place));
  if (present.length === given.length) return choice;
  const isAbsent = `${filter.expression} IS NULL`;
  return present.length === 0
    ? { any: isAbsent, each: [isAbsent] }
    : { any: `(${choice.any} OR ${isAbsent})`, each: [...choice.each, isAbsent] };
}

function presentChoice({ expression, type, isCaseless, implied }: ListFilter, places: string[]): Choice {
  const values = places.map((place) => (isCaseless === true ? `lower(${place})` : `${place}::${type}`));
  const array = (some: string[]) => `(ARRAY[${some.join(', ')}])`;
  const also = implied === undefined ? '' : ` AND ${implied}`;
  const each = values.map((value, index) => {
    // Values that differ in case alone are one.
    const isNew = isCaseless === true && index > 0 ? ` AND ${value} <> ALL ${array(values.slice(0, index))}` : '';
    return `${expression} = ${value}${isNew}${also}`;
  });
  // Behind a column that equals one value, an index is in order; PostgreSQL does not see that an array has one.
  return { any: each.length === 1 ? each.join('') : `${expression} = ANY ${array(values)}${also}`, each };
}
