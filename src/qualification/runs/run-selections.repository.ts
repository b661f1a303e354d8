import { Injectable } from '@nestjs/common';
import { Database, onlyRow } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { LeadFilters } from '../../leads/dto/list-leads.dto.js';
import { conditionsOf } from '../../leads/lead-filters.js';
import { LeadEntity } from '../../leads/lead.entity.js';
import { SCORE_BASIS } from '../../leads/score-state.js';

/** Which leads a run is for. */
export interface RunSelection {
  selected: { ids: string[] } | { filters: LeadFilters };
  /** What scores rest on that no longer hold; leads with other scores are left out. `undefined` takes all. */
  staleBases: readonly string[] | undefined;
}

const leads = new EntityTable(LeadEntity);

/** Looks at the leads that a run would be for, before there is one. */
@Injectable()
export class RunSelectionsRepository {
  constructor(private readonly database: Database) {}

  /** How many leads there are in a selection, of at most `most` and one. */
  async count(workspace: WorkspaceId, selection: RunSelection, most: number): Promise<number> {
    const { sql, parameters } = selectionSql(workspace, selection, '1');
    const { count } = onlyRow(
      await this.database.read<{ count: number }>(
        `SELECT count(*)::int AS count FROM (${sql} LIMIT ${most + 1}) AS chosen`,
        parameters,
      ),
    );
    return count;
  }

  /** Some leads of a selection. */
  sample(workspace: WorkspaceId, selection: RunSelection, count: number): Promise<LeadEntity[]> {
    const { sql, parameters } = selectionSql(workspace, selection, leads.columns);
    return this.database.read<LeadEntity>(`${sql} LIMIT ${count}`, parameters);
  }
}

/** The SQL of a selection, of which `columns` are read; `$1` is the workspace. */
export function selectionSql(
  workspace: WorkspaceId,
  { selected, staleBases }: RunSelection,
  columns: string,
): { sql: string; parameters: unknown[] } {
  const parameters: unknown[] = [workspace];
  const place = (value: unknown) => `$${parameters.push(value)}`;
  const isInvalid =
    staleBases === undefined
      ? []
      : [`(qualification_score IS NULL OR ${SCORE_BASIS} = ANY(${place(staleBases)}::text[]))`];
  if ('ids' in selected) {
    const conditions = ['workspace_id = $1', 'leads.id = wanted.wanted_id', ...isInvalid];
    const sql = `SELECT lead.* FROM unnest(${place(selected.ids)}::uuid[]) AS wanted (wanted_id)
      CROSS JOIN LATERAL (SELECT ${columns} FROM leads WHERE ${conditions.join(' AND ')} OFFSET 0) AS lead`;
    return { sql, parameters };
  }
  const conditions = ['workspace_id = $1', ...conditionsOf(selected.filters, place), ...isInvalid];
  return { sql: `SELECT ${columns} FROM leads WHERE ${conditions.join(' AND ')}`, parameters };
}
