import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller.js';
import { Operation } from '../api/operation.decorator.js';
import { AuditEventListResponse, ListAuditEventsQuery } from './audit-event.dto.js';
import { AuditService } from './audit.service.js';

@ApiTags('Audit log')
@Controller('audit-events')
export class AuditEventsController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Operation({
    id: 'listAuditEvents',
    summary: 'Read the audit log, newest first',
    description:
      'What API keys of this workspace did to keys, workspaces and the scoring profile, their exports and deletions of leads, and changes of many leads at once.',
    scope: 'admin',
  })
  list(@Caller() caller: Caller, @Query() query: ListAuditEventsQuery): Promise<AuditEventListResponse> {
    return this.audit.list(caller.workspace, query);
  }
}
