import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { LeadEntity } from '../../leads/lead.entity.js';
import { LeadsService } from '../../leads/leads.service.js';
import type { QualificationEntity } from '../qualification.entity.js';
import { QualificationService } from '../qualification.service.js';

/** All that is held on a lead. */
export interface LeadExport {
  lead: LeadEntity;
  qualifications: QualificationEntity[];
}

@Injectable()
export class LeadExportService {
  constructor(
    private readonly leads: LeadsService,
    private readonly qualification: QualificationService,
  ) {}

  /** @throws LeadNotFoundError */
  async export(workspace: WorkspaceId, leadId: string): Promise<LeadExport> {
    const lead = await this.leads.get(workspace, leadId);
    return { lead, qualifications: await this.qualification.wholeHistory(workspace, leadId) };
  }
}
