import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/audited.decorator.js';
import { CurrentWorkspace } from '../../access/current-caller.decorator.js';
import { Requires } from '../../access/route-access.decorator.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { Fails } from '../../api/fails.decorator.js';
import { ValidationError } from '../../errors/request.errors.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { LeadNotFoundError } from '../../leads/lead.errors.js';
import { LeadExportResponse } from './lead-export.dto.js';
import { LeadExportService } from './lead-export.service.js';

@ApiTags('Leads')
@Controller('leads')
export class LeadExportController {
  constructor(private readonly exports: LeadExportService) {}

  @Get(':id/export')
  @Requires('leads:read')
  @Audited('lead.export')
  @ApiOperation({ operationId: 'exportLead', summary: 'Export all that is held on a lead' })
  @Fails(LeadNotFoundError, ValidationError)
  export(@CurrentWorkspace() workspace: WorkspaceId, @Param('id', UuidPipe) id: string): Promise<LeadExportResponse> {
    return this.exports.export(workspace, id);
  }
}
