import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../audit/audited.decorator.js';
import { CurrentWorkspace } from '../access/current-caller.decorator.js';
import { Requires } from '../access/route-access.decorator.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { OperationId } from '../idempotency/operation-id.decorator.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { Fails } from '../api/fails.decorator.js';
import { ValidationError } from '../errors/request.errors.js';
import { BODY_ERRORS } from '../api/api-errors.js';
import { CreateLeadRequest } from './dto/create-lead.dto.js';
import { LeadListResponse, LeadResponse } from './dto/lead.dto.js';
import { ListLeadsQuery } from './dto/list-leads.dto.js';
import { UpdateLeadRequest } from './dto/update-lead.dto.js';
import { UuidPipe } from '../validation/uuid.pipe.js';
import { LeadAlreadyExistsError, LeadNotFoundError } from './lead.errors.js';
import { LeadsService } from './leads.service.js';

@ApiTags('Leads')
@Controller('leads')
export class LeadsController {
  constructor(private readonly leads: LeadsService) {}

  @Post()
  @Requires('leads:write')
  @Idempotent({ leadOf: ({ id }: LeadResponse) => id })
  @ApiOperation({ operationId: 'createLead', summary: 'Store a lead' })
  @Fails(...BODY_ERRORS, LeadAlreadyExistsError)
  create(
    @CurrentWorkspace() workspace: WorkspaceId,
    @OperationId() id: string,
    @Body() body: CreateLeadRequest,
  ): Promise<LeadResponse> {
    return this.leads.create(workspace, id, body);
  }

  @Get()
  @Requires('leads:read')
  @ApiOperation({ operationId: 'listLeads', summary: 'List leads, a page at a time' })
  @Fails(ValidationError)
  list(@CurrentWorkspace() workspace: WorkspaceId, @Query() query: ListLeadsQuery): Promise<LeadListResponse> {
    return this.leads.list(workspace, query);
  }

  @Get(':id')
  @Requires('leads:read')
  @ApiOperation({ operationId: 'getLead', summary: 'Read a lead' })
  @Fails(LeadNotFoundError, ValidationError)
  get(@CurrentWorkspace() workspace: WorkspaceId, @Param('id', UuidPipe) id: string): Promise<LeadResponse> {
    return this.leads.get(workspace, id);
  }

  @Patch(':id')
  @Requires('leads:write')
  @ApiOperation({ operationId: 'updateLead', summary: 'Change some fields of a lead' })
  @Fails(...BODY_ERRORS, LeadNotFoundError, LeadAlreadyExistsError)
  update(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Param('id', UuidPipe) id: string,
    @Body() body: UpdateLeadRequest,
  ): Promise<LeadResponse> {
    return this.leads.update(workspace, id, body);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Requires('leads:write')
  @Audited('lead.delete')
  @ApiOperation({ operationId: 'deleteLead', summary: 'Erase a lead and all that is held on it' })
  @Fails(LeadNotFoundError, ValidationError)
  delete(@CurrentWorkspace() workspace: WorkspaceId, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.leads.delete(workspace, id);
  }
}
