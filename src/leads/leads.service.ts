import { Injectable } from '@nestjs/common';
import { Pagination } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { fromWire, toWire, toWirePage } from '../validation/wire.js';
import { type CreateLeadRequest, type LeadListResponse, LeadResponse, type UpdateLeadRequest } from './dto/lead.dto.js';
import { givenFilters, type ListLeadsQuery } from './dto/list-leads.dto.js';
import type { LeadEntity } from './lead.entity.js';
import { LeadNotFoundError } from './lead.errors.js';
import { type ListedLead, LeadListRepository } from './lead-list.repository.js';
import { LeadsRepository } from './leads.repository.js';

/** Leads: stored, read, listed, changed, deleted. */
@Injectable()
export class LeadsService {
  constructor(
    private readonly leads: LeadsRepository,
    private readonly lists: LeadListRepository,
    private readonly pagination: Pagination,
  ) {}

  /**
   * Stores a lead under this id, or returns the lead that already has it.
   * @throws LeadAlreadyExistsError
   */
  async create(workspace: WorkspaceId, id: string, request: CreateLeadRequest): Promise<LeadResponse> {
    return toWire(LeadResponse, await this.store(workspace, id, request));
  }

  /** @throws LeadNotFoundError */
  async get(workspace: WorkspaceId, id: string): Promise<LeadResponse> {
    return toWire(LeadResponse, await this.find(workspace, id));
  }

  /** @throws LeadNotFoundError, LeadAlreadyExistsError */
  async update(workspace: WorkspaceId, id: string, request: UpdateLeadRequest): Promise<LeadResponse> {
    return toWire(LeadResponse, found(await this.leads.update(workspace, id, fromWire(request)), id));
  }

  /** @throws LeadNotFoundError */
  async delete(workspace: WorkspaceId, id: string): Promise<void> {
    if (!(await this.leads.delete(workspace, id))) throw new LeadNotFoundError(id);
  }

  /** @throws ValidationError if a range ends before it begins, or the cursor belongs to another list */
  async list(workspace: WorkspaceId, query: ListLeadsQuery): Promise<LeadListResponse> {
    const { limit, cursor, sort, ...others } = query;
    const filters = givenFilters(others);
    const page = await this.pagination.page(
      { workspace, filters, sort },
      { limit, cursor },
      (count, after) => this.lists.findPage(workspace, filters, sort, count, after),
      sortKeyOf,
    );
    return toWirePage(LeadResponse, page);
  }

  /**
   * Stores a lead for other rooms, as `create` does.
   * @throws LeadAlreadyExistsError
   */
  store(workspace: WorkspaceId, id: string, request: CreateLeadRequest): Promise<LeadEntity> {
    return this.leads.insert(workspace, id, fromWire(request));
  }

  /**
   * A stored lead, for other rooms.
   * @throws LeadNotFoundError
   */
  async find(workspace: WorkspaceId, id: string): Promise<LeadEntity> {
    return found(await this.leads.findById(workspace, id), id);
  }
}

function sortKeyOf({ sortKey }: ListedLead): string | number {
  return sortKey instanceof Date ? sortKey.toISOString() : sortKey;
}

function found(lead: LeadEntity | undefined, id: string): LeadEntity {
  if (lead === undefined) throw new LeadNotFoundError(id);
  return lead;
}
