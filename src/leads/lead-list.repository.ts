import { Injectable } from '@nestjs/common';
import type { Position } from '../database/cursor.codec.js';
import { Database } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { EntityTable } from '../database/entity-table.js';
import { LeadEntity } from './lead.entity.js';
import type { LeadFilters, LeadSort } from './lead-filters.js';

export type ListedLead = LeadEntity & { sortKey: string | number | Date };

const SCORE = 'COALESCE(qualification_score, -1)';
const table = new EntityTable(LeadEntity);
/** What a search looks through, word for word as its index has it; no field of one line holds the line breaks between. */
const SEARCHED = `(company_name || E'\\n' || COALESCE(contact_name, '') || E'\\n' || COALESCE(contact_email, ''))`;

interface SortKey {
  /** Word for word as its index has it. */
  expression: string;
  type: string;
  /** The least and the greatest that it can be, if there are any. */
  ends?: [least: number, greatest: number];
}

/** What each sort orders by. */
const SORT_KEYS: Record<string, SortKey> = {
  created_at: { expression: 'created_at', type: 'timestamptz' },
  qualification_score: { expression: SCORE, type: 'numeric', ends: [-1, 100] },
  company_name: { expression: 'lower(company_name) COLLATE "C"', type: 'text' },
};

const CONDITIONS: Record<Exclude<keyof LeadFilters, 'equal'>, (place: string) => string> = {
  status: (place) => `status = ${place}`,
  tier: (place) => `qualification_tier = ${place}`,
  minScore: (place) => `${SCORE} >= ${place}`,
  maxScore: (place) => `${SCORE} <= ${place}`,
  createdAfter: (place) => `created_at > ${place}`,
  createdBefore: (place) => `created_at < ${place}`,
  q: (place) => `${SEARCHED} ILIKE ${place}`,
};

/**
 * The filters that whatever lies behind a cursor of this sort passes anyhow, as a cursor is bound to its filters. Asked
 * again, they could be where PostgreSQL starts, and it would read all the way from there to the cursor.
 */
const PASSED: Partial<Record<LeadSort, keyof LeadFilters>> = {
  created_at: 'createdAfter',
  '-created_at': 'createdBefore',
  qualification_score: 'minScore',
  '-qualification_score': 'maxScore',
};

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
 * Behind the last key that there can be lie those with the same key alone. That is said outright: PostgreSQL judges a
 * comparison of rows by its first column, expects next to none, and leafs through all that have the key, such as every
 * lead without a score.
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

function conditionsOf(filters: LeadFilters, place: (value: unknown) => string, passed?: keyof LeadFilters): string[] {
  // A missing score sorts below all others, but is none of those up to a highest.
  const minScore = filters.maxScore === undefined ? filters.minScore : (filters.minScore ?? 0);
  const asked: LeadFilters = { ...filters, minScore };
  const equal = Object.entries(filters.equal ?? {}).map(([property, value]) => {
    return `lower(${table.nameOf(property)}) = lower(${place(value)})`;
  });
  const others = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
    const value = asked[name as keyof LeadFilters];
    if (value === undefined || name === passed) return [];
    return [condition(place(name === 'q' ? `%${escapeLike(value as string)}%` : value))];
  });
  return [...equal, ...others];
}

/** Takes the meaning from the characters that ILIKE reads as wildcards. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
