import { Body, Controller, Delete, Get, HttpStatus, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { LeadNotFoundError, TooManyLeadsError } from '../../leads/lead.errors.js';
import { PageQuery } from '../../validation/page.dto.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { OutcomeListResponse, OutcomeResponse, RecordOutcomesRequest, RecordOutcomesResponse } from './outcome.dto.js';
import { RecordOutcomeRequest } from '../../leads/outcomes/record-outcome.dto.js';
import { OutcomesService } from './outcomes.service.js';

@ApiTags('Outcomes')
@Controller('leads')
export class OutcomesController {
  constructor(private readonly outcomes: OutcomesService) {}

  @Put('outcome')
  @Operation({
    id: 'recordOutcomes',
    summary: 'Say how many leads ended',
    description:
      'Those with the given ids, or those that pass the filter when their turn comes. Leads that have this outcome already ' +
      'stay as they are. Try it with `dry_run` first.',
    scope: 'leads:write',
    hasBatchBody: true,
    audited: 'lead.outcome_many',
    dryRun: true,
    errors: [TooManyLeadsError],
  })
  recordMany(@Caller() { workspace }: Caller, @Body() body: RecordOutcomesRequest): Promise<RecordOutcomesResponse> {
    return this.outcomes.recordMany(workspace, body);
  }

  @Put(':id/outcome')
  @Operation({
    id: 'recordOutcome',
    summary: 'Say how a lead ended',
    description: 'Whatever was said before stays in its history; the same again changes nothing.',
    scope: 'leads:write',
    audited: 'lead.outcome',
    errors: [LeadNotFoundError],
  })
  record(
    @Caller() { workspace }: Caller,
    @Param('id', UuidPipe) id: string,
    @Body() body: RecordOutcomeRequest,
  ): Promise<OutcomeResponse> {
    return this.outcomes.record(workspace, id, body);
  }

  @Delete(':id/outcome')
  @Operation({
    id: 'withdrawOutcome',
    summary: 'Take the outcome of a lead back',
    scope: 'leads:write',
    audited: 'lead.outcome',
    status: HttpStatus.NO_CONTENT,
    errors: [LeadNotFoundError],
  })
  withdraw(@Caller() { workspace }: Caller, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.outcomes.withdraw(workspace, id);
  }

  @Get(':id/outcomes')
  @Operation({
    id: 'listOutcomes',
    summary: 'List what was said about how a lead ended, newest first',
    scope: 'leads:read',
    errors: [LeadNotFoundError],
  })
  history(
    @Caller() { workspace }: Caller,
    @Param('id', UuidPipe) id: string,
    @Query() page: PageQuery,
  ): Promise<OutcomeListResponse> {
    return this.outcomes.history(workspace, id, page);
  }
}
