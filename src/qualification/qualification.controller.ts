import { Body, Controller, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller.js';
import { OperationId } from '../api/operation-id.decorator.js';
import { Operation } from '../api/operation.decorator.js';
import { PageQuery } from '../validation/page.dto.js';
import { UuidPipe } from '../validation/uuid.pipe.js';
import { ModelNotAllowedError, PROVIDER_ERRORS } from '../llm/llm.errors.js';
import { CreateLeadRequest } from '../leads/dto/lead.dto.js';
import { LeadAlreadyExistsError, LeadNotFoundError } from '../leads/lead.errors.js';
import { QualificationListResponse, QualifiedLeadResponse } from './dto/qualification.dto.js';
import { QualifyLeadRequest } from './dto/qualify-lead.dto.js';
import { LeadQualificationFailedError, QualificationInProgressError } from './qualification.errors.js';
import { QualificationService } from './qualification.service.js';

const SCORING_ERRORS = [
  ModelNotAllowedError,
  LeadQualificationFailedError,
  ...Object.values(PROVIDER_ERRORS).flatMap((errors) => Object.values(errors)),
];

@ApiTags('Qualification')
@Controller('leads')
export class QualificationController {
  constructor(private readonly qualification: QualificationService) {}

  @Post('qualify')
  @Operation({
    id: 'createAndQualifyLead',
    summary: 'Store a lead and score it',
    description: 'The lead is stored before it is scored, so it is not lost when scoring fails.',
    scope: 'leads:write',
    spends: true,
    idempotent: { leadOf: ({ id }: QualifiedLeadResponse) => id },
    errors: [LeadAlreadyExistsError, ...SCORING_ERRORS],
  })
  createAndQualify(
    @Caller() caller: Caller,
    @OperationId() operationId: () => string,
    @Body() body: CreateLeadRequest,
  ): Promise<QualifiedLeadResponse> {
    return this.qualification.qualifyNew(caller, operationId(), body);
  }

  @Post(':id/qualify')
  @Operation({
    id: 'qualifyLead',
    summary: 'Score a stored lead, for the first time or again',
    scope: 'leads:write',
    spends: true,
    idempotent: { leadOf: ({ id }: QualifiedLeadResponse) => id },
    status: HttpStatus.OK,
    errors: [LeadNotFoundError, QualificationInProgressError, ...SCORING_ERRORS],
  })
  qualify(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @OperationId() operationId: () => string,
    @Body() body: QualifyLeadRequest,
  ): Promise<QualifiedLeadResponse> {
    return this.qualification.qualifyStored(caller, id, operationId(), body);
  }

  @Get(':id/qualifications')
  @Operation({
    id: 'listQualifications',
    summary: 'List the qualifications of a lead, newest first',
    scope: 'leads:read',
    errors: [LeadNotFoundError],
  })
  history(
    @Caller() { workspace }: Caller,
    @Param('id', UuidPipe) id: string,
    @Query() page: PageQuery,
  ): Promise<QualificationListResponse> {
    return this.qualification.history(workspace, id, page);
  }
}
