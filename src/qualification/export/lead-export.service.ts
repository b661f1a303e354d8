import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { LeadsService } from '../../leads/leads.service.js';
import { OutcomesService } from '../outcomes/outcomes.service.js';
import { QualificationService } from '../qualification.service.js';
import type { LeadExportResponse } from './lead-export.dto.js';

/** Each may have the facts of a lead, of 30 KB. */
const PAGE = 50;

/** All that is stored about one lead. */
@Injectable()
export class LeadExportService {
  constructor(
    private readonly leads: LeadsService,
    private readonly qualification: QualificationService,
    private readonly outcomes: OutcomesService,
  ) {}

  /**
   * Everything that is stored about a lead; its qualifications and outcomes newest first.
   * @throws LeadNotFoundError
   */
  async export(workspace: WorkspaceId, leadId: string): Promise<LeadExportResponse> {
    return {
      exported_at: new Date().toISOString(),
      lead: await this.leads.get(workspace, leadId),
      qualifications: await allOf((page) => this.qualification.history(workspace, leadId, page)),
      outcomes: await allOf((page) => this.outcomes.history(workspace, leadId, page)),
    };
  }
}

async function allOf<Item>(
  read: (page: PageRequest) => Promise<{ data: Item[]; next_cursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: { data: Item[]; next_cursor: string | null } = await read({ limit: PAGE, cursor });
    items.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return items;
}
