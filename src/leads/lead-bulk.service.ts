import { Injectable } from '@nestjs/common';
import type { Query } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { fromWire } from '../validation/wire.js';
import {
  changesForAll,
  type DeleteLeadsRequest,
  type DeleteLeadsResponse,
  type LeadCountResponse,
  type LeadFilter,
  type LeadSelection,
  type SelectedLeads,
  selectedLeads,
  type UpdateLeadsRequest,
  type UpdateLeadsResponse,
} from './dto/lead-bulk.dto.js';
import { givenFilters } from './dto/list-leads.dto.js';
import { TooManyLeadsError } from './lead.errors.js';
import { LeadBulkRepository, type LockedLead } from './lead-bulk.repository.js';
import { ScoreStates } from './score-states.service.js';
import { LeadSettings } from './leads.settings.js';

/** Leads of one transaction: others who write them wait for some ten milliseconds. */
const AT_ONCE = 250;
/** Most failures that an answer names. */
const MAX_NAMED = 10;

/** The same change, or the end, for many leads. */
@Injectable()
export class LeadBulkService {
  constructor(
    private readonly bulk: LeadBulkRepository,
    private readonly states: ScoreStates,
    private readonly settings: LeadSettings,
  ) {}

  /**
   * Counts the leads that pass a filter; an empty one lets all pass.
   * @throws ValidationError if a range ends before it begins
   */
  async count(workspace: WorkspaceId, filter: LeadFilter): Promise<LeadCountResponse> {
    const filters = await this.states.resolve(workspace, givenFilters(filter));
    return { count: await this.bulk.count(workspace, { filters }) };
  }

  /**
   * Changes many leads, part by part: what is done stays done if a later part fails, and a repeat does the rest.
   * @throws ValidationError, TooManyLeadsError
   */
  async update(workspace: WorkspaceId, request: UpdateLeadsRequest): Promise<UpdateLeadsResponse> {
    const fields = fromWire(changesForAll(request));
    const selected = await this.select(workspace, request);
    const result = { matched: 0, updated: 0, unchanged: 0, failed: 0, errors: [] as UpdateLeadsResponse['errors'] };
    if (request.dry_run === true) {
      return { ...result, dry_run: true, matched: await this.bulk.count(workspace, selected) };
    }
    for (const ids of await this.parts(workspace, selected)) {
      const { matched, updated, failures } = await this.bulk.update(workspace, ids, selected, fields);
      result.matched += matched;
      result.updated += updated;
      result.failed += failures.length;
      result.unchanged += matched - updated - failures.length;
      for (const { id, error } of failures.slice(0, MAX_NAMED - result.errors.length)) {
        const { errorCode: error_code, message, details } = error;
        result.errors.push({ id, error: { error_code, message, details } });
      }
    }
    return { dry_run: false, ...result };
  }

  /**
   * Erases many leads and all data about them, part by part, as `update` changes them.
   * @throws ValidationError, TooManyLeadsError
   */
  async delete(workspace: WorkspaceId, request: DeleteLeadsRequest): Promise<DeleteLeadsResponse> {
    const selected = await this.select(workspace, request);
    if (request.dry_run === true) {
      return { dry_run: true, matched: await this.bulk.count(workspace, selected), deleted: 0 };
    }
    let deleted = 0;
    for (const ids of await this.parts(workspace, selected)) {
      deleted += await this.bulk.delete(workspace, ids, selected);
    }
    return { dry_run: false, matched: deleted, deleted };
  }

  /**
   * Does something to many leads for other rooms, part by part, as `update` changes them.
   * @param work with leads that are locked; it returns how many of them it changed
   * @throws ValidationError, TooManyLeadsError
   */
  async forEach(
    workspace: WorkspaceId,
    request: LeadSelection,
    work: (query: Query, leads: LockedLead[]) => Promise<number>,
  ): Promise<{ dry_run: boolean; matched: number; done: number }> {
    const selected = await this.select(workspace, request);
    if (request.dry_run === true) {
      return { dry_run: true, matched: await this.bulk.count(workspace, selected), done: 0 };
    }
    let matched = 0;
    let done = 0;
    for (const ids of await this.parts(workspace, selected)) {
      const part = await this.bulk.lockAnd(workspace, ids, selected, async (query, leads) => ({
        matched: leads.length,
        done: await work(query, leads),
      }));
      matched += part.matched;
      done += part.done;
    }
    return { dry_run: false, matched, done };
  }

  private async select(workspace: WorkspaceId, selection: LeadSelection): Promise<SelectedLeads> {
    const selected = selectedLeads(selection);
    return 'ids' in selected ? selected : { filters: await this.states.resolve(workspace, selected.filters) };
  }

  /** The ids of all that are selected. */
  private async parts(workspace: WorkspaceId, selected: SelectedLeads): Promise<string[][]> {
    const { bulkMax } = this.settings;
    const ids = 'ids' in selected ? selected.ids : await this.bulk.find(workspace, selected.filters, bulkMax + 1);
    if (ids.length > bulkMax) throw new TooManyLeadsError(bulkMax);
    const sorted = ids.toSorted();
    return Array.from({ length: Math.ceil(sorted.length / AT_ONCE) }, (_, part) =>
      sorted.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
    );
  }
}
