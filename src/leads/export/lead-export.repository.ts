import { Injectable } from '@nestjs/common';
import type { CopyReader } from '../../database/copy-reader.js';
import { Database } from '../../database/database.service.js';
import { literalOf } from '../../database/literal.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { LeadFilters, LeadSort } from '../dto/list-leads.dto.js';
import { conditionsOf } from '../lead-filters.js';
import { orderBy } from '../lead-list.repository.js';
import { type ExportColumn, rowSql, sourceSql } from './export-columns.js';

@Injectable()
export class LeadExportRepository {
  constructor(private readonly database: Database) {}

  /**
   * All leads that pass the filters: `columns`, and the basis of the score.
   * @param idleMs how long the server keeps the connection of a reader that takes nothing
   */
  open(
    workspace: WorkspaceId,
    filters: LeadFilters,
    sort: LeadSort,
    columns: readonly ExportColumn[],
    idleMs: number,
  ): Promise<CopyReader> {
    const conditions = [`workspace_id = ${literalOf(workspace)}`, ...conditionsOf(filters, literalOf)];
    return this.database.openCopy(
      `SELECT ${rowSql(columns)}
       FROM ${sourceSql(columns)}
       WHERE ${conditions.join(' AND ')}
       ORDER BY ${orderBy(sort)}`,
      idleMs,
    );
  }
}
