import { Injectable } from '@nestjs/common';
import { CursorCodec } from '../database/cursor.codec.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { LeadNotFoundError } from './lead.errors.js';
import type { LeadEntity } from './lead.entity.js';
import type { LeadFields } from './lead-fields.js';
import type { LeadFilters, LeadSort } from './lead-filters.js';
import { LeadListRepository, type ListedLead } from './lead-list.repository.js';
import { LeadsRepository } from './leads.repository.js';

export interface LeadPage {
  leads: LeadEntity[];
  nextCursor: string | null;
}

@Injectable()
export class LeadsService {
  constructor(
    private readonly leads: LeadsRepository,
    private readonly lists: LeadListRepository,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * Stores a lead under this id, or gives back the one that is there.
   * @throws LeadAlreadyExistsError
   */
  create(workspace: WorkspaceId, id: string, fields: Partial<LeadFields>): Promise<LeadEntity> {
    return this.leads.insert(workspace, id, fields);
  }

  /** @throws LeadNotFoundError */
  async get(workspace: WorkspaceId, id: string): Promise<LeadEntity> {
    return found(await this.leads.findById(workspace, id), id);
  }

  /** @throws LeadNotFoundError, LeadAlreadyExistsError */
  async update(workspace: WorkspaceId, id: string, fields: Partial<LeadFields>): Promise<LeadEntity> {
    return found(await this.leads.update(workspace, id, fields), id);
  }

  /** @throws LeadNotFoundError */
  async delete(workspace: WorkspaceId, id: string): Promise<void> {
    if (!(await this.leads.delete(workspace, id))) throw new LeadNotFoundError(id);
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async list(
    workspace: WorkspaceId,
    filters: LeadFilters,
    sort: LeadSort,
    limit: number,
    cursor?: string,
  ): Promise<LeadPage> {
    const list = { workspace, filters, sort };
    const after = cursor === undefined ? undefined : await this.cursors.decode(cursor, list);
    // One row more than is shown tells whether there is a next page.
    const rows = await this.lists.findPage(workspace, filters, sort, limit + 1, after);
    const leads = rows.slice(0, limit);
    const last = rows.length > limit ? leads.at(-1) : undefined;
    const nextCursor = last === undefined ? null : await this.cursors.encode({ key: keyOf(last), id: last.id }, list);
    return { leads, nextCursor };
  }
}

function keyOf({ sortKey }: ListedLead): string | number {
  return sortKey instanceof Date ? sortKey.toISOString() : sortKey;
}

function found(lead: LeadEntity | undefined, id: string): LeadEntity {
  if (lead === undefined) throw new LeadNotFoundError(id);
  return lead;
}
