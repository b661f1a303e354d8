import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { LeadsService } from '../../leads/leads.service.js';
import { QualificationService } from '../qualification.service.js';
import type { LeadExportResponse } from './lead-export.dto.js';

/** Everything that is stored about a lead. */
@Injectable()
export class LeadExportService {
  constructor(
    private readonly leads: LeadsService,
    private readonly qualification: QualificationService,
  ) {}

  /** @throws LeadNotFoundError */
  async export(workspace: WorkspaceId, leadId: string): Promise<LeadExportResponse> {
    const lead = await this.leads.get(workspace, leadId);
    const qualifications = await this.qualification.wholeHistory(workspace, leadId);
    return { exported_at: new Date().toISOString(), lead, qualifications };
  }
}
