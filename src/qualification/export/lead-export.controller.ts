import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { LeadNotFoundError } from '../../leads/lead.errors.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { LeadExportResponse } from './lead-export.dto.js';
import { LeadExportService } from './lead-export.service.js';

@ApiTags('Leads')
@Controller('leads')
export class LeadExportController {
  constructor(private readonly exports: LeadExportService) {}

  @Get(':id/export')
  @Operation({
    id: 'exportLead',
    summary: 'Export all data about a lead',
    scope: 'leads:read',
    audited: 'lead.export',
    errors: [LeadNotFoundError],
  })
  export(@Caller() { workspace }: Caller, @Param('id', UuidPipe) id: string): Promise<LeadExportResponse> {
    return this.exports.export(workspace, id);
  }
}
