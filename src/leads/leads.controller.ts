import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller.js';
import { OperationId } from '../api/operation-id.decorator.js';
import { Operation } from '../api/operation.decorator.js';
import { UuidPipe } from '../validation/uuid.pipe.js';
import { CreateLeadRequest, LeadListResponse, LeadResponse, UpdateLeadRequest } from './dto/lead.dto.js';
import { ListLeadsQuery } from './dto/list-leads.dto.js';
import { LeadAlreadyExistsError, LeadNotFoundError } from './lead.errors.js';
import { LeadsService } from './leads.service.js';

@ApiTags('Leads')
@Controller('leads')
export class LeadsController {
  constructor(private readonly leads: LeadsService) {}

  @Post()
  @Operation({
    id: 'createLead',
    summary: 'Store a lead',
    scope: 'leads:write',
    idempotent: { leadOf: ({ id }: LeadResponse) => id },
    errors: [LeadAlreadyExistsError],
  })
  create(@Caller() caller: Caller, @OperationId() id: string, @Body() body: CreateLeadRequest): Promise<LeadResponse> {
    return this.leads.create(caller.workspace, id, body);
  }

  @Get()
  @Operation({ id: 'listLeads', summary: 'List leads, a page at a time', scope: 'leads:read' })
  list(@Caller() caller: Caller, @Query() query: ListLeadsQuery): Promise<LeadListResponse> {
    return this.leads.list(caller.workspace, query);
  }

  @Get(':id')
  @Operation({ id: 'getLead', summary: 'Read a lead', scope: 'leads:read', errors: [LeadNotFoundError] })
  get(@Caller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<LeadResponse> {
    return this.leads.get(caller.workspace, id);
  }

  @Patch(':id')
  @Operation({
    id: 'updateLead',
    summary: 'Change some fields of a lead',
    scope: 'leads:write',
    errors: [LeadNotFoundError, LeadAlreadyExistsError],
  })
  update(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Body() body: UpdateLeadRequest,
  ): Promise<LeadResponse> {
    return this.leads.update(caller.workspace, id, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteLead',
    summary: 'Erase a lead and all data about it',
    scope: 'leads:write',
    audited: 'lead.delete',
    status: HttpStatus.NO_CONTENT,
    errors: [LeadNotFoundError],
  })
  delete(@Caller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.leads.delete(caller.workspace, id);
  }
}
