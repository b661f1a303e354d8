import { Injectable } from '@nestjs/common';
import type { Preconditions } from '../api/preconditions.js';
import { Database, type Query } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { ValidationError } from '../errors/request.errors.js';
import type { SalesAgentError } from '../errors/sales-agent.error.js';
import { changesOf, newFields } from './lead-changes.js';
import type { MatchField } from './dto/lead-batch.dto.js';
import type { LeadEntity } from './lead.entity.js';
import { LeadAlreadyExistsError, LeadChangedError, LeadMissingError, LeadNotUniqueError } from './lead.errors.js';
import {
  insertRows,
  lockAddresses,
  lockById,
  lockMatches,
  readByIds,
  readIdsByExternalIds,
  rewriteRows,
} from './lead-rows.js';
import type { LeadFields } from './leads.repository.js';

/** A lead to store, or the changes of one that is stored. */
export interface LeadWrite {
  /** The id of a new lead. */
  id: string;
  /** The value by which a stored lead is recognised; no two writes at once have the same. */
  key: string;
  fields: LeadFields;
  preconditions: Preconditions;
}

interface FailedWrite {
  status: 'failed';
  error: SalesAgentError;
}

export type LeadWriteResult = { status: 'created' | 'updated' | 'unchanged'; lead: LeadEntity } | FailedWrite;

/** What became of each write. */
export type LeadWriteResults = Map<LeadWrite, LeadWriteResult>;

/** Another caller may store a lead between two statements; the next round finds it. */
const ROUNDS = 3;

/** Writes that depend on what is stored: it is read first, under a lock that others who write wait for. */
@Injectable()
export class LeadWritesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Changes a lead by what it is now; `undefined` if there is none.
   * @throws LeadChangedError if a precondition does not hold, ValidationError if the change does not fit what is stored
   */
  update(
    workspace: WorkspaceId,
    id: string,
    fields: LeadFields,
    preconditions: Preconditions,
  ): Promise<LeadEntity | undefined> {
    return this.database.transaction(async (query) => {
      const lead = await lockById(query, workspace, id);
      if (lead === undefined) return undefined;
      if (!preconditions.allow(lead.version)) throw new LeadChangedError(lead);
      const changes = changesOf(lead, fields);
      const [updated] = await rewriteRows(query, workspace, [{ lead, changes }]);
      return updated ?? lead;
    });
  }

  /**
   * @returns whether there was such a lead
   * @throws LeadChangedError if a precondition does not hold
   */
  delete(workspace: WorkspaceId, id: string, preconditions: Preconditions): Promise<boolean> {
    return this.database.transaction(async (query) => {
      const lead = await lockById(query, workspace, id);
      if (lead === undefined) return false;
      if (!preconditions.allow(lead.version)) throw new LeadChangedError(lead);
      await query('DELETE FROM leads WHERE workspace_id = $1 AND id = $2', [workspace, id]);
      return true;
    });
  }

  /**
   * Stores leads, or changes those that are stored already: all of them or none. What is the same already is not written.
   * @param match without it, every lead is a new one
   * @returns a result for each
   * @throws ConstraintViolationError
   */
  save(workspace: WorkspaceId, match: MatchField | undefined, writes: readonly LeadWrite[]): Promise<LeadWriteResults> {
    const work = (query: Query) => saveIn(query, workspace, match, writes);
    // A write that was stored holds no precondition a second time.
    const isRepeatable = writes.every(({ preconditions }) => preconditions.isEmpty);
    return isRepeatable ? this.database.idempotentTransaction(work) : this.database.transaction(work);
  }
}

async function saveIn(
  query: Query,
  workspace: WorkspaceId,
  match: MatchField | undefined,
  writes: readonly LeadWrite[],
): Promise<LeadWriteResults> {
  if (match === 'contact_email') await lockAddresses(query, workspace, keysOf(writes));
  const results: LeadWriteResults = new Map();
  const open = () => writes.filter((write) => !results.has(write));
  const rounds = match === undefined ? 1 : ROUNDS;
  for (let round = 1; round <= rounds && open().length > 0; round++) {
    if (match !== undefined) await change(query, workspace, match, open(), results);
    await insert(query, workspace, open(), results);
  }
  await noteTaken(query, workspace, open(), results);
  return results;
}

/** Changes those that are stored. */
async function change(
  query: Query,
  workspace: WorkspaceId,
  match: MatchField,
  writes: readonly LeadWrite[],
  results: LeadWriteResults,
): Promise<void> {
  const changed: { write: LeadWrite; lead: LeadEntity; changes: LeadFields }[] = [];
  const known = await lockMatches(query, workspace, match, keysOf(writes));
  const matches = Map.groupBy(known, ({ position }) => position - 1);
  for (const [position, [lead, ...others]] of matches) {
    const write = writes[position];
    if (write === undefined || lead === undefined) continue;
    const outcome = others.length > 0 ? notUnique(write, [lead, ...others]) : changesFor(write, lead);
    if ('status' in outcome) results.set(write, outcome);
    else changed.push({ write, lead, changes: outcome.changes });
  }
  const updated = await rewriteRows(query, workspace, changed);
  const byId = new Map(updated.map((lead) => [lead.id, lead]));
  for (const { write, lead } of changed) {
    const after = byId.get(lead.id);
    results.set(write, after === undefined ? { status: 'unchanged', lead } : { status: 'updated', lead: after });
  }
}

function changesFor({ fields, preconditions }: LeadWrite, lead: LeadEntity): { changes: LeadFields } | FailedWrite {
  if (!preconditions.allow(lead.version)) return { status: 'failed', error: new LeadChangedError(lead) };
  try {
    return { changes: changesOf(lead, fields) };
  } catch (error) {
    if (error instanceof ValidationError) return { status: 'failed', error };
    throw error;
  }
}

function notUnique({ key }: LeadWrite, leads: LeadEntity[]): FailedWrite {
  const ids = leads.map(({ id }) => id);
  return { status: 'failed', error: new LeadNotUniqueError(key, ids) };
}

/** Stores those that are not stored yet. */
async function insert(
  query: Query,
  workspace: WorkspaceId,
  writes: readonly LeadWrite[],
  results: LeadWriteResults,
): Promise<void> {
  const complete = writes.filter((write) => {
    const error = refusalOfNew(write);
    if (error !== undefined) results.set(write, { status: 'failed', error });
    return error === undefined;
  });
  if (complete.length === 0) return;
  const rows = complete.map(({ id, fields }) => ({ ...newFields(fields), id }));
  const inserted = await insertRows(query, workspace, rows);
  noteCreated(complete, inserted, results);
  const others = complete.filter((write) => !results.has(write));
  // A request that broke off and is repeated finds what it stored then.
  if (others.length === 0) return;
  const ids = others.map(({ id }) => id);
  noteCreated(others, await readByIds(query, workspace, ids), results);
}

function refusalOfNew({ fields, preconditions }: LeadWrite): SalesAgentError | undefined {
  if (!preconditions.allow(undefined)) return new LeadMissingError();
  if (fields.companyName !== undefined) return undefined;
  const message = 'company_name is required for a new lead';
  return new ValidationError([{ field: 'company_name', rule: 'required', message }]);
}

function noteCreated(writes: readonly LeadWrite[], leads: readonly LeadEntity[], results: LeadWriteResults): void {
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  for (const write of writes) {
    const lead = byId.get(write.id);
    if (lead !== undefined) results.set(write, { status: 'created', lead });
  }
}

/** What was neither found nor stored: another lead has its `external_id`. */
async function noteTaken(
  query: Query,
  workspace: WorkspaceId,
  writes: readonly LeadWrite[],
  results: LeadWriteResults,
): Promise<void> {
  if (writes.length === 0) return;
  const externalIds = writes.map(({ fields }) => fields.externalId ?? '');
  const ids = await readIdsByExternalIds(query, workspace, externalIds);
  for (const [index, write] of writes.entries()) {
    const externalId = externalIds[index] ?? '';
    results.set(write, { status: 'failed', error: new LeadAlreadyExistsError(externalId, ids.get(externalId)) });
  }
}

function keysOf(writes: readonly LeadWrite[]): string[] {
  return writes.map(({ key }) => key);
}
