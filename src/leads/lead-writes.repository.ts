import { Injectable } from '@nestjs/common';
import type { Preconditions } from '../api/preconditions.js';
import { Database, type Query } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { changesOf, type LeadFields } from './lead-changes.js';
import type { MatchField } from './dto/lead-batch.dto.js';
import type { LeadEntity } from './lead.entity.js';
import { LeadAlreadyExistsError, LeadChangedError, LeadNotUniqueError } from './lead.errors.js';
import {
  insertRows,
  lockAddresses,
  lockById,
  lockMatches,
  readByIds,
  readIdsByExternalIds,
  rewriteRows,
} from './lead-rows.js';
import {
  combinedChanges,
  combinedNew,
  type CombinedWrites,
  type LeadWrite,
  type LeadWriteResult,
  type LeadWriteResults,
  type LeadWrites,
} from './lead-write.js';

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
   * Stores leads, or changes those that are stored already: all of them or none. What is the same already is not written, and
   * all writes of one lead together are one change.
   * @param match without it, every lead is a new one
   * @param groups the writes of each key
   * @returns a result for each write
   * @throws ConstraintViolationError
   */
  save(
    workspace: WorkspaceId,
    match: MatchField | undefined,
    groups: readonly LeadWrites[],
  ): Promise<LeadWriteResults> {
    const work = (query: Query) => saveIn(query, workspace, match, groups);
    // A write that was stored holds no precondition a second time.
    const isRepeatable = groups.flat().every(({ preconditions }) => preconditions.isEmpty);
    return isRepeatable ? this.database.idempotentTransaction(work) : this.database.transaction(work);
  }

  /** What the database takes for the lower case of each text, by which it compares addresses. */
  async lowerCase(texts: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.database.read<{ text: string; lower: string }>(
      'SELECT text, lower(text) AS lower FROM unnest($1::text[]) AS text',
      [texts],
    );
    return new Map(rows.map(({ text, lower }) => [text, lower]));
  }
}

async function saveIn(
  query: Query,
  workspace: WorkspaceId,
  match: MatchField | undefined,
  groups: readonly LeadWrites[],
): Promise<LeadWriteResults> {
  if (match === 'contact_email') await lockAddresses(query, workspace, keysOf(groups));
  const results: LeadWriteResults = new Map();
  const open = () => groups.filter(([write]) => write !== undefined && !results.has(write));
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
  groups: readonly LeadWrites[],
  results: LeadWriteResults,
): Promise<void> {
  const changed: { lead: LeadEntity; changes: LeadFields; accepted: LeadWrite[] }[] = [];
  const known = await lockMatches(query, workspace, match, keysOf(groups));
  const matches = Map.groupBy(known, ({ position }) => position - 1);
  for (const [position, [lead, ...others]] of matches) {
    const writes = groups[position];
    if (writes === undefined || lead === undefined) continue;
    if (others.length > 0) noteAll(writes, notUnique(writes, [lead, ...others]), results);
    else {
      const { fields, accepted, refused } = combinedChanges(writes, lead);
      for (const [write, failure] of refused) results.set(write, failure);
      changed.push({ lead, changes: fields, accepted });
    }
  }
  const updated = await rewriteRows(query, workspace, changed);
  const byId = new Map(updated.map((lead) => [lead.id, lead]));
  for (const { lead, accepted } of changed) {
    const after = byId.get(lead.id);
    noteAll(
      accepted,
      after === undefined ? { status: 'unchanged', lead } : { status: 'updated', lead: after },
      results,
    );
  }
}

function notUnique([write]: LeadWrites, leads: LeadEntity[]): LeadWriteResult {
  const ids = leads.map(({ id }) => id);
  return { status: 'failed', error: new LeadNotUniqueError(write?.key ?? '', ids) };
}

/** Stores those that are not stored yet. */
async function insert(
  query: Query,
  workspace: WorkspaceId,
  groups: readonly LeadWrites[],
  results: LeadWriteResults,
): Promise<void> {
  const combined = groups.map(combinedNew);
  const rows = combined.flatMap(({ fields, accepted: [first] }) =>
    first === undefined ? [] : [{ ...fields, id: first.id }],
  );
  const inserted = rows.length === 0 ? [] : await insertRows(query, workspace, rows);
  noteCreated(combined, inserted, results);
  const missing = combined.flatMap(({ accepted: [first] }) =>
    first === undefined || results.has(first) ? [] : [first.id],
  );
  // A request that broke off and is repeated finds what it stored then.
  if (missing.length > 0) noteCreated(combined, await readByIds(query, workspace, missing), results);
}

/** The first write has made the lead; the others have changed it. */
function noteCreated(
  combined: readonly CombinedWrites[],
  leads: readonly LeadEntity[],
  results: LeadWriteResults,
): void {
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  for (const { accepted, refused } of combined) {
    const [first, ...others] = accepted;
    const lead = byId.get(first?.id ?? '');
    if (first !== undefined && lead === undefined) continue;
    for (const [write, failure] of refused) results.set(write, failure);
    if (first === undefined || lead === undefined) continue;
    results.set(first, { status: 'created', lead });
    noteAll(others, { status: 'updated', lead }, results);
  }
}

/** What was neither found nor stored: another lead has its `external_id`. */
async function noteTaken(
  query: Query,
  workspace: WorkspaceId,
  groups: readonly LeadWrites[],
  results: LeadWriteResults,
): Promise<void> {
  if (groups.length === 0) return;
  const externalIds = groups.map((writes) => combinedNew(writes).fields.externalId ?? '');
  const ids = await readIdsByExternalIds(query, workspace, externalIds);
  for (const [index, writes] of groups.entries()) {
    const externalId = externalIds[index] ?? '';
    noteAll(writes, { status: 'failed', error: new LeadAlreadyExistsError(externalId, ids.get(externalId)) }, results);
  }
}

function noteAll(writes: LeadWrites, result: LeadWriteResult, results: LeadWriteResults): void {
  for (const write of writes) results.set(write, result);
}

function keysOf(groups: readonly LeadWrites[]): string[] {
  return groups.map(([write]) => write?.key ?? '');
}
