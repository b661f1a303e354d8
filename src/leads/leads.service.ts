import { Injectable } from '@nestjs/common';
import { Preconditions } from '../api/preconditions.js';
import { ValidationError } from '../errors/request.errors.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { fromWire, toWire } from '../validation/wire.js';
import { type CreateLeadRequest, type LeadListResponse, LeadResponse, type UpdateLeadRequest } from './dto/lead.dto.js';
import { type LeadChange, type LeadReference, onlyReference, requestOf } from './dto/lead-change.dto.js';
import type { ListLeadsQuery } from './dto/list-leads.dto.js';
import type { LeadEntity } from './lead.entity.js';
import { LeadChangedError, LeadNotFoundError, LeadNotUniqueError } from './lead.errors.js';
import { isMerged } from './lead-changes.js';
import type { MatchField } from './dto/lead-batch.dto.js';
import { LeadWritesRepository } from './lead-writes.repository.js';
import { LeadLists } from './lead-lists.service.js';
import { LeadsRepository } from './leads.repository.js';
import { ScoreStates } from './score-states.service.js';

/** Leads: stored, read, listed, changed, deleted. */
@Injectable()
export class LeadsService {
  constructor(
    private readonly leads: LeadsRepository,
    private readonly writes: LeadWritesRepository,
    private readonly lists: LeadLists,
    private readonly states: ScoreStates,
  ) {}

  /**
   * Stores a lead under this id, or returns the lead that already has it.
   * @throws LeadAlreadyExistsError
   */
  async create(workspace: WorkspaceId, id: string, request: CreateLeadRequest): Promise<LeadResponse> {
    return this.answer(workspace, await this.store(workspace, id, request));
  }

  /** @throws LeadNotFoundError, LeadChangedError if `If-Match` names another version */
  async get(workspace: WorkspaceId, id: string, preconditions = Preconditions.NONE): Promise<LeadResponse> {
    const lead = await this.find(workspace, id);
    if (!preconditions.matches(lead.version)) throw new LeadChangedError(lead);
    return this.answer(workspace, lead);
  }

  /**
   * Refuses a list of ids that names leads which do not exist: an answer without them would look complete.
   * @param field of the request that has the list
   * @throws ValidationError that names the first of them, and counts all
   */
  async requireAll(workspace: WorkspaceId, ids: readonly string[], field: string): Promise<void> {
    const missing = await this.leads.placesOfMissing(workspace, ids);
    if (missing.length === 0) return;
    const problems = missing.map((place) => {
      const path = `${field}.${place}`;
      return { field: path, rule: 'exists', message: `${path}: there is no lead ${String(ids[place])}` };
    });
    throw new ValidationError(problems);
  }

  /**
   * The lead that a reference names.
   * @throws ValidationError unless exactly one field is given, LeadNotFoundError, LeadNotUniqueError
   */
  async locate(workspace: WorkspaceId, reference: LeadReference): Promise<LeadResponse> {
    const [field, value] = onlyReference(reference);
    if (field === 'lead_id') return this.get(workspace, value);
    const leads = await this.leads.findMatches(workspace, field, value);
    const [lead, another] = leads;
    if (lead === undefined) throw new LeadNotFoundError(value, field);
    if (another === undefined) return this.answer(workspace, lead);
    throw new LeadNotUniqueError(
      value,
      leads.map(({ id }) => id),
    );
  }

  /**
   * Changes a lead that is named by its id or by its `external_id`. If none has this `external_id`, stores one, if the
   * change says so.
   * @param newId of a new lead
   * @throws ValidationError, LeadNotFoundError, LeadAlreadyExistsError
   */
  async upsert(
    workspace: WorkspaceId,
    newId: string,
    change: LeadChange,
  ): Promise<{ lead: LeadResponse; isNew: boolean }> {
    const request = requestOf(change);
    const { lead_id: id, external_id: externalId, create_if_missing: mayCreate } = change;
    if (id !== undefined) return { lead: await this.update(workspace, id, request), isNew: false };
    if (externalId == null) throw missing('lead_id', 'give lead_id or external_id');
    if (mayCreate === true) return this.put(workspace, newId, 'external_id', request);
    const known = await this.leads.findByExternalId(workspace, externalId);
    if (known === undefined) throw new LeadNotFoundError(externalId, 'external_id');
    return { lead: await this.update(workspace, known.id, request), isNew: false };
  }

  /**
   * Stores a lead, or changes the one that has the same `match` field already; what the request leaves out stays as it is.
   * @param newId of a new lead
   * @throws ValidationError, LeadAlreadyExistsError, LeadNotUniqueError, LeadChangedError, LeadMissingError
   */
  async put(
    workspace: WorkspaceId,
    newId: string,
    match: MatchField,
    request: UpdateLeadRequest,
    preconditions = Preconditions.NONE,
  ): Promise<{ lead: LeadResponse; isNew: boolean }> {
    const key = request[match];
    if (key == null) throw missing(match, `${match} is required, by which the lead is recognised`);
    const write = { id: newId, key, fields: fromWire(request), preconditions };
    const saving = this.writes.save(workspace, match, [[write]]);
    const result = (await this.leads.explained(workspace, write.fields, saving)).get(write);
    if (result === undefined) throw new LeadNotFoundError(key, match);
    if (result.status === 'failed') throw result.error;
    return { lead: await this.answer(workspace, result.lead), isNew: result.status === 'created' };
  }

  /**
   * Changes the given fields; `additional_data` merges by RFC 7396.
   * @throws LeadNotFoundError, LeadAlreadyExistsError, LeadChangedError if a precondition does not hold
   */
  async update(
    workspace: WorkspaceId,
    id: string,
    request: UpdateLeadRequest,
    preconditions = Preconditions.NONE,
  ): Promise<LeadResponse> {
    const fields = fromWire(request);
    // One statement is enough where nothing depends on what is stored.
    const updated =
      preconditions.isEmpty && !isMerged(fields)
        ? await this.leads.update(workspace, id, fields)
        : await this.leads.explained(workspace, fields, this.writes.update(workspace, id, fields, preconditions));
    return this.answer(workspace, found(updated, id));
  }

  /** @throws LeadNotFoundError, LeadChangedError if a precondition does not hold */
  async delete(workspace: WorkspaceId, id: string, preconditions = Preconditions.NONE): Promise<void> {
    const isDeleted = preconditions.isEmpty
      ? await this.leads.delete(workspace, id)
      : await this.writes.delete(workspace, id, preconditions);
    if (!isDeleted) throw new LeadNotFoundError(id);
  }

  /** @throws ValidationError if a range ends before it begins, or the cursor belongs to another list */
  list(workspace: WorkspaceId, query: ListLeadsQuery): Promise<LeadListResponse> {
    return this.lists.page(workspace, query);
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

  private async answer(workspace: WorkspaceId, lead: LeadEntity): Promise<LeadResponse> {
    return toWire(LeadResponse, Object.assign(lead, await this.states.of(workspace, lead)));
  }
}

function missing(field: string, message: string): ValidationError {
  return new ValidationError([{ field, rule: 'required', message }]);
}

function found(lead: LeadEntity | undefined, id: string): LeadEntity {
  if (lead === undefined) throw new LeadNotFoundError(id);
  return lead;
}
