import { Injectable } from '@nestjs/common';
import { Database, type Query } from '../database/database.service.js';
import { EntityTable } from '../database/entity-table.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { ValidationError } from '../errors/request.errors.js';
import type { SelectedLeads } from './dto/lead-bulk.dto.js';
import type { LeadFilters } from './dto/list-leads.dto.js';
import { changesOf, type LeadFields } from './lead-changes.js';
import { LeadEntity } from './lead.entity.js';
import { conditionsOf } from './lead-filters.js';
import { leadFrom, rewriteRows } from './lead-rows.js';

/** What became of the leads of one part. */
export interface UpdatedLeads {
  matched: number;
  updated: number;
  failures: { id: string; error: ValidationError }[];
}

/** A lead that is locked until the transaction ends. */
export interface LockedLead {
  id: string;
}

const table = new EntityTable(LeadEntity);

/** Many leads by their ids or by a filter, which each of them is held against once more when it is locked. */
@Injectable()
export class LeadBulkRepository {
  constructor(private readonly database: Database) {}

  /** How many leads are selected. */
  async count(workspace: WorkspaceId, selected: SelectedLeads): Promise<number> {
    const [row] =
      'ids' in selected
        ? await this.database.read<{ count: number }>(
            `SELECT count(*)::int AS count FROM unnest($2::uuid[]) AS wanted (wanted_id)
             CROSS JOIN LATERAL (${leadFrom('workspace_id, id', 'wanted_id')}) AS lead
             WHERE workspace_id = $1 AND id = wanted_id`,
            [workspace, selected.ids],
          )
        : await this.select<{ count: number }>(workspace, selected.filters, 'count(*)::int AS count');
    return row?.count ?? 0;
  }

  /** The ids of at most `limit` leads that pass the filters. */
  async find(workspace: WorkspaceId, filters: LeadFilters, limit: number): Promise<string[]> {
    const leads = await this.select<{ id: string }>(workspace, filters, 'id', limit);
    return leads.map(({ id }) => id);
  }

  /** Changes those of `ids` that are selected, where they are not so already. */
  update(workspace: WorkspaceId, ids: string[], selected: SelectedLeads, fields: LeadFields): Promise<UpdatedLeads> {
    return this.database.idempotentTransaction(async (query) => {
      const leads = await lock<LeadEntity>(query, workspace, ids, selected, table.columns, 'NO KEY UPDATE');
      const rows: { lead: LeadEntity; changes: LeadFields }[] = [];
      const failures: UpdatedLeads['failures'] = [];
      for (const lead of leads) {
        try {
          rows.push({ lead, changes: changesOf(lead, fields) });
        } catch (error) {
          if (!(error instanceof ValidationError)) throw error;
          failures.push({ id: lead.id, error });
        }
      }
      const updated = await rewriteRows(query, workspace, rows);
      return { matched: leads.length, updated: updated.length, failures };
    });
  }

  /**
   * Erases those of `ids` that are selected.
   * @returns how many there were
   */
  delete(workspace: WorkspaceId, ids: string[], selected: SelectedLeads): Promise<number> {
    return this.database.idempotentTransaction(async (query) => {
      const leads = await lock<{ place: string }>(query, workspace, ids, selected, 'place', 'UPDATE');
      if (leads.length === 0) return 0;
      await deleteAt(
        query,
        workspace,
        leads.map(({ place }) => place),
      );
      return leads.length;
    });
  }

  /** Does `work` in a transaction with those of `ids` that are selected, which are locked. */
  lockAnd<Result>(
    workspace: WorkspaceId,
    ids: string[],
    selected: SelectedLeads,
    work: (query: Query, leads: LockedLead[]) => Promise<Result>,
  ): Promise<Result> {
    return this.database.idempotentTransaction(async (query) =>
      work(query, await lock<LockedLead>(query, workspace, ids, selected, 'id', 'NO KEY UPDATE')),
    );
  }

  private select<Row extends object>(
    workspace: WorkspaceId,
    filters: LeadFilters,
    selection: string,
    limit?: number,
  ): Promise<Row[]> {
    const parameters: unknown[] = [workspace];
    const place = (value: unknown) => `$${parameters.push(value)}`;
    const conditions = ['workspace_id = $1', ...conditionsOf(filters, place)];
    const end = limit === undefined ? '' : `LIMIT ${place(limit)}`;
    return this.database.read<Row>(
      `SELECT ${selection} FROM leads WHERE ${conditions.join(' AND ')} ${end}`,
      parameters,
    );
  }
}

/** Locks those of `ids` that are selected, in the order of their ids. What they are now counts, not what they were. */
function lock<Row extends object>(
  query: Query,
  workspace: WorkspaceId,
  ids: string[],
  selected: SelectedLeads,
  selection: string,
  strength: 'UPDATE' | 'NO KEY UPDATE',
): Promise<Row[]> {
  const parameters: unknown[] = [workspace, ids];
  const place = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = 'ids' in selected ? [] : conditionsOf(selected.filters, place);
  return query<Row>(
    `SELECT ${selection}
     FROM (SELECT wanted_id FROM unnest($2::uuid[]) AS w (wanted_id) ORDER BY wanted_id) AS wanted
     CROSS JOIN LATERAL (${leadFrom('*, ctid::text AS place', 'wanted_id', `FOR ${strength}`)}) AS lead
     WHERE ${['workspace_id = $1', 'id = wanted_id', ...conditions].join(' AND ')}`,
    parameters,
  );
}

/**
 * Erases rows that are locked, by their places. PostgreSQL would read the whole of a short table instead, or every lead of the
 * workspace by an index, which `IS TRUE` keeps it from.
 */
async function deleteAt(query: Query, workspace: WorkspaceId, places: string[]): Promise<void> {
  await query('SET LOCAL enable_seqscan = off');
  const condition = '(workspace_id = $1) IS TRUE AND ctid = ANY ($2::tid[])';
  await query(`DELETE FROM leads WHERE ${condition}`, [workspace, places]);
}
