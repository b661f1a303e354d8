import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { RowCursor } from '../../database/row-cursor.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { LeadFilters, LeadSort } from '../dto/list-leads.dto.js';
import { conditionsOf } from '../lead-filters.js';
import { orderBy } from '../lead-list.repository.js';
import { type ExportColumn, rowSql, sourceSql } from './export-columns.js';

@Injectable()
export class LeadExportRepository {
  constructor(private readonly database: Database) {}

  /** All leads that pass the filters, each as the text that `cellsOf` reads. */
  open(
    workspace: WorkspaceId,
    filters: LeadFilters,
    sort: LeadSort,
    columns: readonly ExportColumn[],
    idleMs: number,
  ): Promise<RowCursor> {
    const parameters: unknown[] = [workspace];
    const place = (value: unknown) => `$${parameters.push(value)}`;
    const conditions = ['workspace_id = $1', ...conditionsOf(filters, place)];
    return this.database.openCursor(
      `SELECT ${rowSql(columns)}
       FROM ${sourceSql(columns)}
       WHERE ${conditions.join(' AND ')}
       ORDER BY ${orderBy(sort)}`,
      parameters,
      idleMs,
    );
  }
}
