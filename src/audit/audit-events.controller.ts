import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { WorkspaceId } from '../database/workspace-id.js';
import { Fails } from '../api/fails.decorator.js';
import { ValidationError } from '../errors/request.errors.js';
import { toWirePage } from '../validation/wire.js';
import { CurrentWorkspace } from '../access/current-caller.decorator.js';
import { Requires } from '../access/route-access.decorator.js';
import { AuditEventListResponse, AuditEventResponse, ListAuditEventsQuery } from './audit-event.dto.js';
import { AuditService } from './audit.service.js';

@ApiTags('Audit log')
@Controller('audit-events')
export class AuditEventsController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Requires('admin')
  @ApiOperation({
    operationId: 'listAuditEvents',
    summary: 'Read the audit log, newest first',
    description: 'What was done with keys of this workspace: to keys, workspaces and the profile, exports, deletions.',
  })
  @Fails(ValidationError)
  async list(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Query() query: ListAuditEventsQuery,
  ): Promise<AuditEventListResponse> {
    return toWirePage(AuditEventResponse, await this.audit.list(workspace, query.action, query));
  }
}
