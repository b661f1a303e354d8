import { Injectable } from '@nestjs/common';
import type { Position } from '../database/cursor.codec.js';
import { Database } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { preparedWith } from '../database/prepared-statement.js';
import { EntityTable } from '../database/entity-table.js';
import { LeadEntity } from './lead.entity.js';
import { LEAD_SORTS, type LeadFilters, type LeadSort } from './dto/list-leads.dto.js';
import { choicesOf, conditionsOf, type Place, rangesOf, SCORE } from './lead-filters.js';
import { bySample, inText, isHardToEstimate, searchConditions, wordsOf } from './search/search-conditions.js';
import { SearchSamples } from './search/search-samples.service.js';

export type ListedLead = LeadEntity & { sortKey: string | number | Date };

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
  updated_at: { expression: 'updated_at', type: 'timestamptz' },
};

/**
 * For each sort, the filter that every row behind a cursor passes anyway, since a cursor is bound to its filters. Sent
 * again, PostgreSQL could start at the filter's bound, and would read all the way from there to the cursor.
 */
const PASSED: Partial<Record<LeadSort, keyof LeadFilters>> = {
  created_at: 'created_after',
  '-created_at': 'created_before',
  qualification_score: 'min_score',
  '-qualification_score': 'max_score',
  updated_at: 'updated_after',
};

/** What else than its filters a list is bound to: a cursor of a release that sorted names otherwise would skip some. */
export function orderOf(sort: LeadSort): string | undefined {
  return keyOf(sort).collation;
}

/** The leads in this order, for ORDER BY. */
export function orderBy(sort: LeadSort): string {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  return `${keyOf(sort).expression} ${direction}, id ${direction}`;
}

/**
 * All leads that pass. The key is a column of this inner query, so that PostgreSQL knows the order of its rows, and stops at the
 * last one shown.
 */
function listedOf(conditions: readonly string[], sort: LeadSort): string {
  return `SELECT *, ${keyOf(sort).expression} AS "sortKey" FROM leads WHERE ${conditions.join(' AND ')}`;
}

function orderByKey(sort: LeadSort): string {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  return `ORDER BY "sortKey" ${direction}, id ${direction}`;
}

function pageOf(condition: string, sort: LeadSort, limit: string): string {
  return `SELECT ${table.columns}, ${keyOf(sort).expression} AS "sortKey"
    FROM leads
    WHERE ${condition}
    ORDER BY ${orderBy(sort)}
    LIMIT ${limit}`;
}

/** The first pages of all leads, by their limits. */
const FIRST_PAGES = Object.fromEntries(
  LEAD_SORTS.map((sort) => [sort, preparedWith((limit) => pageOf('workspace_id = $1', sort, limit))]),
) as Record<LeadSort, ReturnType<typeof preparedWith>>;

/**
 * Leads that a search looks at one by one for each that it may show, and at most, before it uses its index: 2 ms. More where
 * a sample of leads says that this is quicker.
 */
const WALKED = 100;
const MOST_WALKED = 1_900;

/** Reads pages of leads by keyset: a page costs the same however far down the list it lies. */
@Injectable()
export class LeadListRepository {
  constructor(
    private readonly database: Database,
    private readonly samples: SearchSamples,
  ) {}

  /** At most `limit` leads behind `after`, in the order of `sort`. */
  async findPage(
    workspace: WorkspaceId,
    filters: LeadFilters,
    sort: LeadSort,
    limit: number,
    after?: Position,
  ): Promise<ListedLead[]> {
    if (filters.q != null && isHardToEstimate(filters.q)) return this.search(workspace, filters, sort, limit, after);
    // The index of addresses has the order of creation, and no other.
    if (filters.contact_email != null && !sort.endsWith('created_at')) {
      return this.findByEmail(workspace, filters, sort, limit, after);
    }
    const descending = sort.startsWith('-');
    const sortKey = keyOf(sort);
    const parameters: unknown[] = [workspace];
    const place = (value: unknown) => `$${parameters.push(value)}`;
    const passed = after === undefined ? undefined : PASSED[sort];
    const conditions = ['workspace_id = $1', ...rangesOf(filters, place, passed)];
    if (after !== undefined) conditions.push(isBehind(after, sortKey, descending, place));
    const most = place(limit);
    const [first, ...others] = choicesOf(filters, place);
    if (conditions.length === 1 && first === undefined) {
      return this.database.read<ListedLead>(FIRST_PAGES[sort](String(limit)), [workspace]);
    }
    conditions.push(...others.map(({ any }) => any));
    const alternatives = first?.each.map((one) => [...conditions, one]) ?? [conditions];
    const pages = alternatives.map((alternative) => pageOf(alternative.join(' AND '), sort, most));
    const sql = pages.length === 1 ? pages.join('') : merged(pages, sort, most);
    return this.database.read<ListedLead>(sql, parameters);
  }

  /**
   * A page of the leads with one e-mail address, which are few. PostgreSQL does not know that, as it takes no statistics from a
   * partial index, and would go through the list until it has found them.
   */
  private async findByEmail(
    workspace: WorkspaceId,
    filters: LeadFilters,
    sort: LeadSort,
    limit: number,
    after?: Position,
  ): Promise<ListedLead[]> {
    const parameters: unknown[] = [workspace];
    const place = (value: unknown) => `$${parameters.push(value)}`;
    const conditions = ['workspace_id = $1', ...this.conditionsBehind(filters, sort, place, after)];
    return this.database.read<ListedLead>(
      `SELECT ${table.columns}, "sortKey"
       FROM (${listedOf(conditions, sort)} OFFSET 0) AS leads
       ${orderByKey(sort)}
       LIMIT ${place(limit)}`,
      parameters,
    );
  }

  /**
   * A page of a search of which PostgreSQL cannot know how many leads it finds. If many, they stand among the first ones of
   * the list; if those do not fill the page, there are few, and the index finds all of them.
   */
  private async search(
    workspace: WorkspaceId,
    { q, ...filters }: LeadFilters,
    sort: LeadSort,
    limit: number,
    after?: Position,
  ): Promise<ListedLead[]> {
    const term = q ?? '';
    const sample = await this.samples.current();
    const parameters: unknown[] = [workspace];
    const place = (value: unknown) => `$${parameters.push(value)}`;
    const conditions = ['workspace_id = $1', ...this.conditionsBehind(filters, sort, place, after)];
    const [looked, found] = [inText, bySample(sample)].map((contains) =>
      searchConditions(term, place, contains).join(' AND '),
    );
    const most = place(limit);
    const walked = Math.max(Math.min(WALKED * limit, MOST_WALKED), sample.worthWalking(wordsOf(term), limit));
    const order = orderByKey(sort);
    const listed = listedOf(conditions, sort);
    const shown = `SELECT ${table.columns}, "sortKey"`;
    return this.database.read<ListedLead>(
      `WITH near AS MATERIALIZED (
         ${shown} FROM (${listed} ${order} LIMIT ${walked}) AS leads WHERE ${looked} ${order} LIMIT ${most}
       ), far AS (
         ${shown} FROM (${listed} AND ${found} OFFSET 0) AS leads ${order} LIMIT ${most}
       )
       SELECT * FROM (
         SELECT * FROM near WHERE (SELECT count(*) FROM near) >= ${most}
         UNION ALL SELECT * FROM far WHERE (SELECT count(*) FROM near) < ${most}
       ) AS page
       ${order}`,
      parameters,
    );
  }

  private conditionsBehind(filters: LeadFilters, sort: LeadSort, place: Place, after?: Position): string[] {
    if (after === undefined) return conditionsOf(filters, place);
    const ranges = rangesOf(filters, place, PASSED[sort]);
    const choices = choicesOf(filters, place).map(({ any }) => any);
    return [...ranges, ...choices, isBehind(after, keyOf(sort), sort.startsWith('-'), place)];
  }
}

/**
 * One page of several. Of several values, PostgreSQL would fetch and sort all leads that have one, or walk the list of all
 * leads; each value by itself has an index with its leads in order.
 */
function merged(pages: string[], sort: LeadSort, most: string): string {
  return `SELECT * FROM (${pages.map((page) => `(${page})`).join(' UNION ALL ')}) AS pages
    ${orderByKey(sort)}
    LIMIT ${most}`;
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
