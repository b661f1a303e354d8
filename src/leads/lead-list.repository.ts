import { Injectable } from '@nestjs/common';
import type { Position } from '../database/cursor.codec.js';
import { Database } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { EntityTable } from '../database/entity-table.js';
import { LeadEntity } from './lead.entity.js';
import { searchConditions } from './search/search-conditions.js';
import { SCORE_BASIS } from './score-state.js';
import { FILTERABLE_FIELDS, type LeadFilters, type LeadSort } from './dto/list-leads.dto.js';

export type ListedLead = LeadEntity & { sortKey: string | number | Date };

const SCORE = 'COALESCE(qualification_score, -1)';
/** Unicode's order for all languages: "ä" stands beside "a", in lower and upper case. */
const NAMES = '"und-x-icu"';
const table = new EntityTable(LeadEntity);

interface SortKey {
  /** Exactly as its index has it. */
  expression: string;
  type: string;
  collation?: string;
  /** Its least and greatest possible values, if it has any. */
  ends?: [least: number, greatest: number];
}

/** What each sort orders by. */
const SORT_KEYS: Record<string, SortKey> = {
  created_at: { expression: 'created_at', type: 'timestamptz' },
  qualification_score: { expression: SCORE, type: 'numeric', ends: [-1, 100] },
  company_name: { expression: `company_name COLLATE ${NAMES}`, type: 'text', collation: NAMES },
};

type FilterCondition = [filter: keyof LeadFilters, condition: (place: string) => string];

const CONDITIONS: FilterCondition[] = [
  // On the wire, a filterable field has the name of its column.
  ...FILTERABLE_FIELDS.map((field): FilterCondition => [field, (place) => `lower(${field}) = lower(${place})`]),
  ['external_id', (place) => `external_id = ${place}`],
  ['contact_email', (place) => `lower(contact_email) = lower(${place})`],
  ['status', (place) => `status = ${place}`],
  ['tier', (place) => `qualification_tier = ${place}`],
  ['stale', (place) => `${SCORE_BASIS} = ANY(${place}) AND qualification_score IS NOT NULL`],
  ['min_score', (place) => `${SCORE} >= ${place}`],
  ['max_score', (place) => `${SCORE} <= ${place}`],
  ['created_after', (place) => `created_at > ${place}`],
  ['created_before', (place) => `created_at < ${place}`],
];

/**
 * For each sort, the filter that every row behind a cursor passes anyway, since a cursor is bound to its filters. Sent
 * again, PostgreSQL could start at the filter's bound, and would read all the way from there to the cursor.
 */
const PASSED: Partial<Record<LeadSort, keyof LeadFilters>> = {
  created_at: 'created_after',
  '-created_at': 'created_before',
  qualification_score: 'min_score',
  '-qualification_score': 'max_score',
};

/** What else than its filters a list is bound to: a cursor of a release that sorted names otherwise would skip some. */
export function orderOf(sort: LeadSort): string | undefined {
  return keyOf(sort).collation;
}

/** Reads pages of leads by keyset: a page costs the same however far down the list it lies. */
@Injectable()
export class LeadListRepository {
  constructor(private readonly database: Database) {}

  /** At most `limit` leads behind `after`, in the order of `sort`. */
  async findPage(
    workspace: WorkspaceId,
    filters: LeadFilters,
    sort: LeadSort,
    limit: number,
    after?: Position,
  ): Promise<ListedLead[]> {
    const descending = sort.startsWith('-');
    const sortKey = keyOf(sort);
    const { expression } = sortKey;
    const parameters: unknown[] = [workspace];
    const place = (value: unknown) => `$${parameters.push(value)}`;
    const passed = after === undefined ? undefined : PASSED[sort];
    const conditions = conditionsOf(filters, place, passed);
    if (after !== undefined) conditions.push(isBehind(after, sortKey, descending, place));
    const direction = descending ? 'DESC' : 'ASC';
    return this.database.read<ListedLead>(
      `SELECT ${table.columns}, ${expression} AS "sortKey"
       FROM leads
       WHERE ${['workspace_id = $1', ...conditions].join(' AND ')}
       ORDER BY ${expression} ${direction}, id ${direction}
       LIMIT ${place(limit)}`,
      parameters,
    );
  }
}

/**
 * Behind the last possible key lie only rows with the same key, which the condition states: PostgreSQL estimates a
 * comparison of rows by its first column, expects almost none, and would scan all rows with that key, such as every lead
 * without a score.
 */
function isBehind(
  { key, id }: Position,
  { expression, type, ends }: SortKey,
  descending: boolean,
  place: (value: unknown) => string,
): string {
  const comparison = descending ? '<' : '>';
  const isAtEnd = Number(key) === ends?.[descending ? 0 : 1];
  if (isAtEnd) return `${expression} = ${place(key)}::${type} AND id ${comparison} ${place(id)}::uuid`;
  return `(${expression}, id) ${comparison} (${place(key)}::${type}, ${place(id)}::uuid)`;
}

function keyOf(sort: LeadSort): SortKey {
  const key = SORT_KEYS[sort.replace('-', '')];
  if (key === undefined) throw new Error(`No sort key for ${sort}`);
  return key;
}

/** The conditions in SQL of filters; `place` takes a value and names its place in the statement. */
export function conditionsOf(
  filters: LeadFilters,
  place: (value: unknown) => string,
  passed?: keyof LeadFilters,
): string[] {
  // A missing score sorts below all others, but is none of those up to a highest.
  const min_score = filters.max_score === undefined ? filters.min_score : (filters.min_score ?? 0);
  const effective: LeadFilters = { ...filters, min_score };
  const conditions = CONDITIONS.flatMap(([name, condition]) => {
    const value = effective[name];
    if (value == null || name === passed) return [];
    return [condition(place(value))];
  });
  return filters.q == null ? conditions : [...conditions, ...searchConditions(filters.q, place)];
}
