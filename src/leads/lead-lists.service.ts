import { Injectable } from '@nestjs/common';
import { Pagination } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { TurnBudget } from '../resilience/turn-budget.js';
import { toWirePage } from '../validation/wire.js';
import { type LeadListResponse, LeadResponse } from './dto/lead.dto.js';
import { givenFilters, type ListLeadsQuery } from './dto/list-leads.dto.js';
import type { LeadEntity } from './lead.entity.js';
import { type ListedLead, LeadListRepository, orderOf } from './lead-list.repository.js';
import { ScoreStates } from './score-states.service.js';

/** Characters of leads that are put on the wire in one turn of the event loop: some milliseconds. */
const LISTED_AT_ONCE = 1024 * 1024;
/** Of the fields of a lead that are not counted one by one. */
const OTHER_CHARACTERS = 2_000;
/** Of a number, a truth value, or the signs around any other. */
const CHARACTERS_OF_VALUE = 10;

/** Leads, a page at a time. */
@Injectable()
export class LeadLists {
  private readonly turns = new TurnBudget(LISTED_AT_ONCE);

  constructor(
    private readonly lists: LeadListRepository,
    private readonly pagination: Pagination,
    private readonly states: ScoreStates,
  ) {}

  /** @throws ValidationError if a range ends before it begins, or the cursor belongs to another list */
  async page(workspace: WorkspaceId, query: ListLeadsQuery): Promise<LeadListResponse> {
    const { limit, cursor, sort, ...others } = query;
    const given = givenFilters(others);
    const filters = await this.states.resolve(workspace, given);
    const page = await this.pagination.page(
      { workspace, filters: given, sort, order: orderOf(sort) },
      { limit, cursor },
      (count, after) => this.lists.findPage(workspace, filters, sort, count, after),
      sortKeyOf,
    );
    await this.turns.wait(charactersOf(page.rows));
    return toWirePage(LeadResponse, { ...page, rows: await this.states.describe(workspace, page.rows) });
  }
}

function sortKeyOf({ sortKey }: ListedLead): string | number {
  return sortKey instanceof Date ? sortKey.toISOString() : sortKey;
}

function charactersOf(leads: readonly LeadEntity[]): number {
  return leads.reduce(
    (sum, { notes, additionalData }) => sum + OTHER_CHARACTERS + (notes?.length ?? 0) + charactersIn(additionalData),
    0,
  );
}

/** About as many as JSON of it has. */
function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return CHARACTERS_OF_VALUE;
  let sum = CHARACTERS_OF_VALUE;
  for (const key in value) sum += key.length + charactersIn((value as Record<string, unknown>)[key]);
  return sum;
}
