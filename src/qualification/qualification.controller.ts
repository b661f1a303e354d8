import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace } from '../access/current-caller.decorator.js';
import { AsksLlm } from '../access/limits/asks-llm.decorator.js';
import { Requires } from '../access/route-access.decorator.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { OperationId } from '../idempotency/operation-id.decorator.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { Fails } from '../api/fails.decorator.js';
import { ValidationError } from '../errors/request.errors.js';
import { BODY_ERRORS } from '../api/api-errors.js';
import { PageQuery } from '../validation/page.dto.js';
import {
  CerebrasApiError,
  CerebrasApiTimeoutError,
  CerebrasRateLimitError,
  ExternalApiError,
  RunpodApiError,
  RunpodApiTimeoutError,
} from '../llm/llm.errors.js';
import { CreateLeadRequest } from '../leads/dto/create-lead.dto.js';
import { UuidPipe } from '../validation/uuid.pipe.js';
import { LeadAlreadyExistsError, LeadNotFoundError } from '../leads/lead.errors.js';
import { QualificationListResponse, QualifiedLeadResponse } from './dto/qualification.dto.js';
import { QualifyLeadRequest } from './dto/qualify-lead.dto.js';
import { LeadQualificationFailedError } from './qualification.errors.js';
import { QualificationService } from './qualification.service.js';

const SCORING_ERRORS = [
  LeadQualificationFailedError,
  CerebrasApiError,
  CerebrasApiTimeoutError,
  CerebrasRateLimitError,
  RunpodApiError,
  RunpodApiTimeoutError,
  ExternalApiError,
];

@ApiTags('Qualification')
@Controller('leads')
export class QualificationController {
  constructor(private readonly qualification: QualificationService) {}

  @Post('qualify')
  @Requires('leads:write')
  @AsksLlm()
  @Idempotent({ leadOf: ({ id }: QualifiedLeadResponse) => id })
  @ApiOperation({
    operationId: 'createAndQualifyLead',
    summary: 'Store a lead and score it',
    description: 'The lead is stored before it is scored, so it is not lost when scoring fails.',
  })
  @Fails(...BODY_ERRORS, LeadAlreadyExistsError, ...SCORING_ERRORS)
  createAndQualify(
    @CurrentWorkspace() workspace: WorkspaceId,
    @OperationId() operationId: string,
    @Body() body: CreateLeadRequest,
  ): Promise<QualifiedLeadResponse> {
    return this.qualification.qualifyNew(workspace, operationId, body);
  }

  @Post(':id/qualify')
  @HttpCode(HttpStatus.OK)
  @Requires('leads:write')
  @AsksLlm()
  @Idempotent({ leadOf: ({ id }: QualifiedLeadResponse) => id })
  @ApiOperation({ operationId: 'qualifyLead', summary: 'Score a stored lead, again if need be' })
  @Fails(...BODY_ERRORS, LeadNotFoundError, ...SCORING_ERRORS)
  qualify(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Param('id', UuidPipe) id: string,
    @OperationId() operationId: string,
    @Body() body: QualifyLeadRequest,
  ): Promise<QualifiedLeadResponse> {
    return this.qualification.qualifyStored(workspace, id, operationId, body);
  }

  @Get(':id/qualifications')
  @Requires('leads:read')
  @ApiOperation({ operationId: 'listQualifications', summary: 'Read the history of a lead, newest first' })
  @Fails(LeadNotFoundError, ValidationError)
  history(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Param('id', UuidPipe) id: string,
    @Query() page: PageQuery,
  ): Promise<QualificationListResponse> {
    return this.qualification.history(workspace, id, page);
  }
}
