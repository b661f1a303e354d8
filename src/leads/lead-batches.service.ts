import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Preconditions } from '../api/preconditions.js';
import { ConstraintViolationError } from '../database/database.errors.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { ValidationError } from '../errors/request.errors.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';
import { derivedId } from '../ids/derived-id.js';
import { TurnBudget } from '../resilience/turn-budget.js';
import { validationPipe } from '../validation/validation.pipe.js';
import { fromWire } from '../validation/wire.js';
import type { LeadBatchItem, LeadBatchResponse } from './dto/lead-batch.dto.js';
import { CreateLeadRequest, UpdateLeadRequest } from './dto/lead.dto.js';
import type { MatchField } from './dto/lead-batch.dto.js';
import { InvalidLeadDataError, LeadAlreadyExistsError } from './lead.errors.js';
import type { LeadWrite, LeadWriteResults, LeadWrites } from './lead-write.js';
import { LeadWritesRepository } from './lead-writes.repository.js';
import { LeadsRepository } from './leads.repository.js';
import { LeadSettings } from './leads.settings.js';

/** Leads that are checked in one turn of the event loop: some milliseconds. */
const CHECKED_AT_ONCE = 25;
/** Most problems that one lead's error names. */
const MAX_PROBLEMS_OF_LEAD = 3;

/** Many leads in one request. */
@Injectable()
export class LeadBatchesService {
  private readonly pipe = validationPipe(MAX_PROBLEMS_OF_LEAD);
  private readonly turns = new TurnBudget(CHECKED_AT_ONCE);

  constructor(
    private readonly writes: LeadWritesRepository,
    private readonly leads: LeadsRepository,
    private readonly settings: LeadSettings,
  ) {}

  /**
   * Stores leads, or changes those that are recognised by `match`; each succeeds or fails by itself.
   * @param operationId of which the ids of new leads are derived
   * @throws ValidationError if there are too many
   */
  async save(
    workspace: WorkspaceId,
    operationId: string,
    match: MatchField | undefined,
    items: readonly unknown[],
  ): Promise<LeadBatchResponse> {
    if (items.length > this.settings.batchMax) throw tooLong(this.settings.batchMax);
    // Reading the body has taken this turn of the event loop.
    if (items.length > CHECKED_AT_ONCE) await nextTurn();
    const checked: (LeadWrite | SalesAgentError)[] = [];
    for (const [index, item] of items.entries()) {
      await this.turns.wait(1);
      checked.push(await this.check(item, match, derivedId(operationId, index)));
    }
    const groups = await this.group(match, checked.filter(isWrite));
    const results = await this.saveAll(workspace, match, groups);
    return { data: checked.map((one, index) => toItem(index, one, results)) };
  }

  private async check(item: unknown, match: MatchField | undefined, id: string): Promise<LeadWrite | SalesAgentError> {
    const metatype = match === undefined ? CreateLeadRequest : UpdateLeadRequest;
    try {
      const request = (await this.pipe.transform(item ?? 'null', { type: 'body', metatype })) as UpdateLeadRequest;
      const key = match === undefined ? id : request[match];
      if (key == null) return missingKey(match);
      return { id, key, fields: fromWire(request), preconditions: Preconditions.NONE };
    } catch (error) {
      if (error instanceof ValidationError) return error;
      throw error;
    }
  }

  /** The writes of each lead, in the order of the batch. */
  private async group(match: MatchField | undefined, writes: LeadWrite[]): Promise<LeadWrites[]> {
    if (match !== 'contact_email') return [...Map.groupBy(writes, ({ key }) => key).values()];
    const keys = [...new Set(writes.map(({ key }) => key))];
    const isClear = new Set(keys.map(coarse)).size === keys.length;
    const lower = isClear ? undefined : await this.writes.lowerCase(keys);
    return [...Map.groupBy(writes, ({ key }) => lower?.get(key) ?? key).values()];
  }

  /** All at once; where the database refuses one of them, each by itself. */
  private async saveAll(
    workspace: WorkspaceId,
    match: MatchField | undefined,
    groups: readonly LeadWrites[],
  ): Promise<LeadWriteResults> {
    const [first, ...others] = groups;
    if (first === undefined) return new Map();
    const [only, ...more] = first;
    if (only !== undefined && others.length + more.length === 0) return this.saveOne(workspace, match, only);
    const results = await this.saveTogether(workspace, match, groups);
    for (const writes of groups.filter((group) => !isSettled(group, results))) {
      const parts = others.length > 0 ? [writes] : writes.map((write) => [write]);
      for (const part of parts) {
        for (const [write, result] of await this.saveAll(workspace, match, [part])) results.set(write, result);
      }
    }
    return results;
  }

  /** @returns no results if the database refuses a write */
  private async saveTogether(
    workspace: WorkspaceId,
    match: MatchField | undefined,
    groups: readonly LeadWrites[],
  ): Promise<LeadWriteResults> {
    try {
      return await this.writes.save(workspace, match, groups);
    } catch (error) {
      if (!(error instanceof ConstraintViolationError)) throw error;
      return new Map();
    }
  }

  private async saveOne(
    workspace: WorkspaceId,
    match: MatchField | undefined,
    write: LeadWrite,
  ): Promise<LeadWriteResults> {
    try {
      return await this.leads.explained(workspace, write.fields, this.writes.save(workspace, match, [[write]]));
    } catch (error) {
      const isRefusal = error instanceof LeadAlreadyExistsError || error instanceof InvalidLeadDataError;
      if (!isRefusal) throw error;
      return new Map([[write, { status: 'failed', error }]]);
    }
  }
}

/** Of several writes of one lead, one that takes another lead's `external_id` must not cost the others. */
function isSettled(writes: LeadWrites, results: LeadWriteResults): boolean {
  return writes.every((write) => {
    const result = results.get(write);
    const isTaken = result?.status === 'failed' && result.error instanceof LeadAlreadyExistsError;
    return result !== undefined && (writes.length === 1 || !isTaken);
  });
}

/** The same for all addresses that the database may take for one: its collation decides what the lower case of a letter is. */
function coarse(address: string): string {
  return address
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\x21-\x7e]|i/g, '');
}

function isWrite(one: LeadWrite | SalesAgentError): one is LeadWrite {
  return !(one instanceof SalesAgentError);
}

function tooLong(most: number): ValidationError {
  return new ValidationError([{ field: 'leads', rule: 'list', message: `leads must have at most ${most} items` }]);
}

function missingKey(field: MatchField = 'external_id'): ValidationError {
  const message = `${field} is required, by which the lead is recognised`;
  return new ValidationError([{ field, rule: 'required', message }]);
}

function toItem(index: number, one: LeadWrite | SalesAgentError, results: LeadWriteResults): LeadBatchItem {
  const result = one instanceof SalesAgentError ? undefined : results.get(one);
  const error = one instanceof SalesAgentError ? one : result?.status === 'failed' ? result.error : undefined;
  if (error !== undefined) {
    const { errorCode: error_code, message, details } = error;
    return { index, id: null, status: 'failed', error: { error_code, message, details } };
  }
  if (result === undefined || result.status === 'failed') throw new Error(`Lead ${index} of a batch has no result`);
  const status = result.status === 'created' ? 'created' : 'updated';
  return { index, id: result.lead.id, status, error: null };
}
