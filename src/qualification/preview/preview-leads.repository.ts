import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { LeadEntity } from '../../leads/lead.entity.js';

/** Scores that are stored are not looked at, and are most of a row. */
const table = new EntityTable(LeadEntity, ['qualificationFactors', 'qualificationReasoning']);

/** What scoring by rules looks at, and more. */
export type PreviewLead = Omit<LeadEntity, 'qualificationFactors' | 'qualificationReasoning'>;

@Injectable()
export class PreviewLeadsRepository {
  constructor(private readonly database: Database) {}

  /** The newest `limit` leads before `before`: ids begin with the time. */
  findNewest(workspace: WorkspaceId, limit: number, before: string | undefined): Promise<PreviewLead[]> {
    const bound = before === undefined ? '' : 'AND id < $3';
    return this.database.read<PreviewLead>(
      `SELECT ${table.columns} FROM leads WHERE workspace_id = $1 ${bound} ORDER BY id DESC LIMIT $2`,
      before === undefined ? [workspace, limit] : [workspace, limit, before],
    );
  }
}
