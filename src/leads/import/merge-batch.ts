import type { Query } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ValidationError } from '../../errors/request.errors.js';
import { derivedId } from '../../ids/derived-id.js';
import { changesOf, type LeadFields } from '../lead-changes.js';
import type { LeadEntity } from '../lead.entity.js';
import { insertRows, lockAddresses, rewriteRows } from '../lead-rows.js';
import { DuplicateGroups, type RowGroup, type RowKeys } from './duplicate-groups.js';
import { mergeOutcomes } from './merge-outcomes.js';
import { type MergeProblem, MISSING_NAME, reported, TAKEN_ID } from './merge-problem.js';
import type { BatchCounts, ImportKey, MergedImport } from './merge-progress.js';
import { findMatches, insertFromRows, lockLeads } from './merged-leads.js';
import { originalCells } from './original-cells.js';
import {
  noteLeads,
  readFields,
  readFirstLines,
  readStaged,
  type Refusal,
  refuseRows,
  type WaitingRow,
} from './staged-rows.js';
import { isPlaceholder } from '../placeholders.js';

/** Another caller may store a lead between two statements; the next round finds it. */
const ROUNDS = 3;

/** A lead that rows make or change. */
interface MergedLead {
  group: RowGroup;
  /** As it is stored; `undefined` if it is new. */
  stored: LeadEntity | undefined;
  fields: LeadFields;
}

/**
 * Merges some rows of an import into the leads, within a transaction that holds the import. A trial only counts what would
 * become of them.
 */
export class MergeBatch {
  readonly counts: BatchCounts = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
  private readonly refused = new Map<number, MergeProblem>();
  private readonly leadOf = new Map<number, string>();
  /** Lines of rows that count as unchanged, and of those that are skipped. */
  private readonly unchanged = new Set<number>();
  private readonly skipped = new Set<number>();
  private readonly workspace: WorkspaceId;

  constructor(
    private readonly query: Query,
    private readonly key: ImportKey,
    private readonly merged: MergedImport,
    private readonly isTrial = false,
  ) {
    this.workspace = key.workspace;
  }

  async merge(rows: readonly WaitingRow[]): Promise<void> {
    const keys = rows.flatMap(({ email, person }) => [email, person]).filter((one) => one !== null);
    if (this.merged.onDuplicate !== 'create' && !this.isTrial) await lockAddresses(this.query, this.workspace, keys);
    let open = rows;
    for (let round = 1; round <= ROUNDS && open.length > 0; round++) open = await this.round(open);
    for (const { line } of open) this.refuse(line, TAKEN_ID);
    await this.mergeOutcomes(rows);
    if (this.isTrial) return;
    await noteLeads(this.query, this.key, this.leadOf);
    await this.keepRefused();
  }

  /** @returns the rows whose `external_id` has become that of another lead meanwhile */
  private async round(rows: readonly WaitingRow[]): Promise<WaitingRow[]> {
    const groups = await this.groupsOf(rows);
    const matches = groups.map(({ match }) => match).filter((match) => match !== null);
    const skipped = this.merged.onDuplicate === 'skip' ? await this.foreign(matches) : new Set<string>();
    const isSkipped = ({ match }: RowGroup) => match !== null && skipped.has(match);
    for (const group of groups.filter(isSkipped)) this.leaveAsIs(group);
    const rest = groups.filter((group) => !isSkipped(group));
    const isSimple = ({ match, rows: own }: RowGroup) => match === null && own.length === 1 && own[0].hasName;
    const conflicts = await this.insert(rest.filter(isSimple));
    conflicts.push(...(await this.change(rest.filter((group) => !isSimple(group)))));
    const open = new Set(conflicts.flatMap((group) => group.rows.map(({ line }) => line)));
    return rows.filter(({ line }) => open.has(line));
  }

  private async groupsOf(rows: readonly WaitingRow[]): Promise<RowGroup[]> {
    const isCreating = this.merged.onDuplicate === 'create';
    const matches = isCreating ? new Map<number, string>() : await this.findMatches(rows);
    const keyed = rows.map((row, index): RowKeys => {
      const match = matches.get(index) ?? null;
      // Only ids are unique among leads that are to be new ones.
      return isCreating ? { ...row, match, email: null, person: null } : { ...row, match };
    });
    return new DuplicateGroups(keyed).groups;
  }

  /** Leads of an export of ours are as many as they were: none is recognised as one that another row of it has made. */
  private async findMatches(rows: readonly WaitingRow[]): Promise<Map<number, string>> {
    const matches = await findMatches(this.query, this.workspace, rows);
    const others = [...matches].filter(([index, id]) => rows[index]?.ownId != null && rows[index].ownId !== id);
    const foreign = await this.foreign(others.map(([, id]) => id));
    for (const [index, id] of others) if (!foreign.has(id)) matches.delete(index);
    return matches;
  }

  /** Of stored leads, those that were not made by this import. */
  private async foreign(matches: readonly string[]): Promise<Set<string>> {
    const lines = await readFirstLines(this.query, this.key, matches);
    return new Set(
      matches.filter((id) => {
        const line = lines.get(id);
        return line === undefined || derivedId(this.key.importId, line) !== id;
      }),
    );
  }

  private leaveAsIs({ match, rows }: RowGroup): void {
    this.counts.unchanged += rows.length;
    for (const { line } of rows) {
      this.leadOf.set(line, match ?? '');
      this.skipped.add(line);
    }
  }

  /** Stores leads of one row each; returns those that are not stored. */
  private async insert(groups: readonly RowGroup[]): Promise<RowGroup[]> {
    if (this.isTrial) {
      this.counts.created += groups.length;
      return [];
    }
    const lines = groups.map(({ rows: [{ line }] }) => line);
    const stored = await insertFromRows(this.query, this.key, lines);
    this.counts.created += stored.size;
    return groups.filter(({ rows: [{ leadId }] }) => !stored.has(leadId));
  }

  /** Changes leads that are stored, and stores those of several rows; returns those that cannot be. */
  private async change(groups: readonly RowGroup[]): Promise<RowGroup[]> {
    const lines = groups.flatMap(({ rows }) => rows.map(({ line }) => line));
    const fields = await readFields(this.query, this.key, lines);
    const ids = groups.map(({ match }) => match).filter((match) => match !== null);
    const stored = await lockLeads(this.query, this.workspace, ids);
    // A lead may have been erased since it was found.
    const gone = groups.filter(({ match }) => match !== null && !stored.has(match));
    const leads = groups
      .filter((group) => !gone.includes(group))
      .map((group) => this.combine(group, group.match === null ? undefined : stored.get(group.match), fields))
      .filter((lead) => lead !== undefined);
    const changed = leads.flatMap(({ stored: lead, fields: changes }) =>
      lead === undefined ? [] : [{ lead, changes }],
    );
    if (this.isTrial) return [];
    await rewriteRows(this.query, this.workspace, changed);
    return [...gone, ...(await this.insertCombined(leads.filter((lead) => lead.stored === undefined)))];
  }

  /** What the rows of a group make of a lead, one after the other; `undefined` where none of them counts. */
  private combine(
    group: RowGroup,
    stored: LeadEntity | undefined,
    fieldsOf: ReadonlyMap<number, LeadFields>,
  ): MergedLead | undefined {
    const isNameless = stored === undefined && !group.rows.some(({ hasName }) => hasName);
    const state: LeadFields = Object.assign({}, stored);
    const changes: LeadFields = {};
    let isKnown = stored !== undefined;
    for (const { line } of group.rows) {
      const fields = fieldsOf.get(line) ?? {};
      const found = isNameless ? MISSING_NAME : changesFor(state, fields, isKnown);
      if ('code' in found) {
        this.refuse(line, found);
        continue;
      }
      if (!isKnown) this.counts.created++;
      else if (Object.keys(found).length > 0) this.counts.updated++;
      else this.leaveUnchanged(line);
      isKnown = true;
      Object.assign(state, found);
      Object.assign(changes, found);
      this.leadOf.set(line, group.match ?? group.rows[0].leadId);
    }
    return isKnown ? { group, stored, fields: changes } : undefined;
  }

  private async insertCombined(leads: readonly MergedLead[]): Promise<RowGroup[]> {
    if (leads.length === 0) return [];
    const rows = leads.map(({ group, fields }) => ({ ...fields, id: group.rows[0].leadId }));
    const inserted = new Set((await insertRows(this.query, this.workspace, rows)).map(({ id }) => id));
    const conflicts = leads.filter(({ group }) => !inserted.has(group.rows[0].leadId));
    for (const { group } of conflicts) {
      this.counts.created--;
      this.counts.updated -= group.rows.length - 1;
      for (const { line } of group.rows) this.leadOf.delete(line);
    }
    return conflicts.map(({ group }) => group);
  }

  private leaveUnchanged(line: number): void {
    this.counts.unchanged++;
    this.unchanged.add(line);
  }

  private async mergeOutcomes(rows: readonly WaitingRow[]): Promise<void> {
    const ended = rows
      .filter(({ line, hasOutcome }) => hasOutcome && !this.refused.has(line) && !this.skipped.has(line))
      .map(({ line, leadId }) => ({ line, leadId: this.leadOf.get(line) ?? leadId }));
    for (const line of await mergeOutcomes(this.query, this.key, ended, this.isTrial)) {
      if (!this.unchanged.has(line)) continue;
      this.counts.unchanged--;
      this.counts.updated++;
    }
  }

  private refuse(line: number, problem: MergeProblem): void {
    this.refused.set(line, problem);
    this.counts.rejected++;
  }

  private async keepRefused(): Promise<void> {
    const columns = this.merged.mapping?.columns ?? [];
    const staged = await readStaged(this.query, this.key, [...this.refused.keys()]);
    const refusals = [...this.refused].map(([line, problem]): Refusal => {
      const fields = staged.get(line) ?? {};
      return { line, problem: reported(problem, fields, columns), cells: originalCells(fields, columns) };
    });
    await refuseRows(this.query, this.key, refusals);
  }
}

function changesFor(state: LeadFields, fields: LeadFields, isKnown: boolean): LeadFields | MergeProblem {
  if (!isKnown) return fields;
  try {
    return changesOf(state as LeadEntity, withoutEmptyName(fields));
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { code: 'VALUE_TOO_LONG', message: error.problems[0]?.message ?? error.message, field: 'additionalData' };
  }
}

/** A new lead must have a name, be it "n/a"; one that is known keeps its own. */
function withoutEmptyName({ companyName, ...others }: LeadFields): LeadFields {
  return companyName === undefined || isPlaceholder(companyName) ? others : { ...others, companyName };
}
