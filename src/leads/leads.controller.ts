import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller.js';
import { Conditional, type ConditionalAnswer } from '../api/conditional.decorator.js';
import { OperationId } from '../api/operation-id.decorator.js';
import { Operation } from '../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../api/reply-head.decorator.js';
import { UuidPipe } from '../validation/uuid.pipe.js';
import { CreateLeadRequest, LeadListResponse, LeadResponse, UpdateLeadRequest } from './dto/lead.dto.js';
import { ListLeadsQuery } from './dto/list-leads.dto.js';
import { LeadBatchQuery, LeadBatchRequest, type LeadBatchResponse, PutLeadQuery } from './dto/lead-batch.dto.js';
import {
  DeleteLeadsRequest,
  DeleteLeadsResponse,
  LeadCountResponse,
  LeadFilter,
  UpdateLeadsRequest,
  UpdateLeadsResponse,
} from './dto/lead-bulk.dto.js';
import { LeadBatchesService } from './lead-batches.service.js';
import { LeadBulkService } from './lead-bulk.service.js';
import {
  LeadAlreadyExistsError,
  LeadChangedError,
  LeadMissingError,
  LeadNotFoundError,
  LeadNotUniqueError,
  TooManyLeadsError,
} from './lead.errors.js';
import { LeadsService } from './leads.service.js';
import { unversionedState } from './score-state.js';

@ApiTags('Leads')
@Controller('leads')
export class LeadsController {
  constructor(
    private readonly leads: LeadsService,
    private readonly batches: LeadBatchesService,
    private readonly bulk: LeadBulkService,
  ) {}

  @Post()
  @Operation({
    id: 'createLead',
    summary: 'Store a lead',
    scope: 'leads:write',
    idempotent: { leadOf: ({ id }: LeadResponse) => id },
    errors: [LeadAlreadyExistsError],
  })
  create(
    @Caller() caller: Caller,
    @OperationId() operationId: () => string,
    @Body() body: CreateLeadRequest,
    @Conditional() conditional: ConditionalAnswer,
  ): Promise<LeadResponse | undefined> {
    return conditional.answer(this.leads.create(caller.workspace, operationId(), body));
  }

  @Post('batch')
  @Operation({
    id: 'saveLeads',
    summary: 'Store or change up to 1,000 leads',
    description: 'Each lead succeeds or fails by itself; the answer has one item for each, in the same order.',
    scope: 'leads:write',
    idempotent: true,
    hasBatchBody: true,
    status: HttpStatus.OK,
  })
  saveMany(
    @Caller() caller: Caller,
    @OperationId() operationId: () => string,
    @Query() { match }: LeadBatchQuery,
    @Body() { leads }: LeadBatchRequest,
  ): Promise<LeadBatchResponse> {
    return this.batches.save(caller.workspace, operationId(), match, leads);
  }

  @Put()
  @ApiCreatedResponse({ type: LeadResponse, description: 'It is new' })
  @Operation({
    id: 'putLead',
    summary: 'Store a lead, or change the one that is recognised',
    description:
      'A lead is recognised by its `external_id` or its `contact_email`. Fields that are left out stay as they are, ' +
      '`additional_data` merges (RFC 7396), and what is the same already is not written.',
    scope: 'leads:write',
    idempotent: { leadOf: ({ id }: LeadResponse) => id },
    conditional: true,
    errors: [LeadAlreadyExistsError, LeadNotUniqueError, LeadChangedError, LeadMissingError],
  })
  async put(
    @Caller() caller: Caller,
    @OperationId() operationId: () => string,
    @Query() { match }: PutLeadQuery,
    @Body() body: UpdateLeadRequest,
    @Conditional() { preconditions, answer }: ConditionalAnswer,
    @SetHead() setHead: SetReplyHead,
  ): Promise<LeadResponse | undefined> {
    const { lead, isNew } = await this.leads.put(caller.workspace, operationId(), match, body, preconditions);
    if (isNew) setHead({ status: HttpStatus.CREATED, headers: { Location: `/api/v1/leads/${lead.id}` } });
    return answer(Promise.resolve(lead));
  }

  @Get()
  @Operation({ id: 'listLeads', summary: 'List leads, a page at a time', scope: 'leads:read' })
  list(@Caller() caller: Caller, @Query() query: ListLeadsQuery): Promise<LeadListResponse> {
    return this.leads.list(caller.workspace, query);
  }

  @Get('count')
  @Operation({
    id: 'countLeads',
    summary: 'Count leads',
    description: 'Exactly those that a list with these filters shows, page by page.',
    scope: 'leads:read',
  })
  count(@Caller() caller: Caller, @Query() filter: LeadFilter): Promise<LeadCountResponse> {
    return this.bulk.count(caller.workspace, filter);
  }

  @Patch()
  @Operation({
    id: 'updateLeads',
    summary: 'Change many leads at once',
    description:
      'Those with the given ids, or those that pass the filter when their turn comes. They are changed part by part: if the ' +
      'request breaks off, what is done stays done, and a repeat does the rest. Try it with `dry_run` first.',
    scope: 'leads:write',
    idempotent: true,
    hasBatchBody: true,
    audited: 'lead.update_many',
    dryRun: true,
    errors: [TooManyLeadsError],
  })
  updateMany(@Caller() caller: Caller, @Body() body: UpdateLeadsRequest): Promise<UpdateLeadsResponse> {
    return this.bulk.update(caller.workspace, body);
  }

  @Delete()
  @Operation({
    id: 'deleteLeads',
    summary: 'Erase many leads and all data about them',
    description: 'Selected and worked off as in a change of many leads. Try it with `dry_run` first.',
    scope: 'leads:write',
    idempotent: true,
    hasBatchBody: true,
    audited: 'lead.delete_many',
    dryRun: true,
    errors: [TooManyLeadsError],
  })
  deleteMany(@Caller() caller: Caller, @Body() body: DeleteLeadsRequest): Promise<DeleteLeadsResponse> {
    return this.bulk.delete(caller.workspace, body);
  }

  @Get(':id')
  @Operation({
    id: 'getLead',
    summary: 'Read a lead',
    scope: 'leads:read',
    conditional: true,
    errors: [LeadNotFoundError, LeadChangedError],
  })
  get(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Conditional() { preconditions, answer }: ConditionalAnswer,
  ): Promise<LeadResponse | undefined> {
    return answer(this.leads.get(caller.workspace, id, preconditions), unversionedState);
  }

  @Patch(':id')
  @Operation({
    id: 'updateLead',
    summary: 'Change some fields of a lead',
    description: '`additional_data` merges into what is stored (RFC 7396).',
    scope: 'leads:write',
    conditional: true,
    errors: [LeadNotFoundError, LeadAlreadyExistsError, LeadChangedError],
  })
  update(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Body() body: UpdateLeadRequest,
    @Conditional() { preconditions, answer }: ConditionalAnswer,
  ): Promise<LeadResponse | undefined> {
    return answer(this.leads.update(caller.workspace, id, body, preconditions));
  }

  @Delete(':id')
  @Operation({
    id: 'deleteLead',
    summary: 'Erase a lead and all data about it',
    scope: 'leads:write',
    audited: 'lead.delete',
    conditional: true,
    status: HttpStatus.NO_CONTENT,
    errors: [LeadNotFoundError, LeadChangedError],
  })
  delete(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Conditional() { preconditions }: ConditionalAnswer,
  ): Promise<void> {
    return this.leads.delete(caller.workspace, id, preconditions);
  }
}
