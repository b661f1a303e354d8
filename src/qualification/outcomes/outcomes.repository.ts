import { Injectable } from '@nestjs/common';
import { Database, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { LeadOutcomeEntity } from '../../leads/outcomes/lead-outcome.entity.js';
import { type NewOutcome, recordOutcomes } from '../../leads/outcomes/outcome-rows.js';

const table = new EntityTable(LeadOutcomeEntity);

@Injectable()
export class OutcomesRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  /**
   * Records the outcome of one lead, unless it has the same already.
   * @returns what holds then; `undefined` if there is no such lead
   */
  recordOne(
    workspace: WorkspaceId,
    leadId: string,
    outcome: NewOutcome,
  ): Promise<LeadOutcomeEntity | null | undefined> {
    return this.database.idempotentTransaction(async (query) => {
      const leads = await query('SELECT FROM leads WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE', [
        workspace,
        leadId,
      ]);
      if (leads.length === 0) return undefined;
      await recordOutcomes(query, workspace, [{ leadId, ...outcome }], 'cleared');
      return (await newestOf(query, workspace, leadId)) ?? null;
    });
  }

  /**
   * One page of what was said about a lead, newest first.
   * @throws ValidationError if the cursor belongs to another list
   */
  list(workspace: WorkspaceId, leadId: string, page: PageRequest): Promise<Page<LeadOutcomeEntity>> {
    return this.pagination.newestFirst(table, { workspaceId: workspace, leadId }, page);
  }
}

async function newestOf(query: Query, workspace: WorkspaceId, leadId: string): Promise<LeadOutcomeEntity | undefined> {
  const [newest] = await query<LeadOutcomeEntity>(
    `SELECT ${table.columns} FROM lead_outcomes WHERE workspace_id = $1 AND lead_id = $2
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    [workspace, leadId],
  );
  return newest;
}
