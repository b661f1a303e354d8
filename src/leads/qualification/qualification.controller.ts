import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace } from '../../access/current-workspace.decorator.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { Fails } from '../../errors/fails.decorator.js';
import { ValidationError } from '../../errors/request.errors.js';
import { BODY_ERRORS, DATABASE_ERRORS } from '../../http/api-errors.js';
import { PageQuery } from '../../http/page.dto.js';
import {
  CerebrasApiError,
  CerebrasApiTimeoutError,
  CerebrasRateLimitError,
  ExternalApiError,
  RunpodApiError,
  RunpodApiTimeoutError,
} from '../../llm/llm.errors.js';
import { CreateLeadRequest } from '../dto/create-lead.dto.js';
import { toLeadFields } from '../lead-fields.js';
import { LeadIdPipe } from '../lead-id.pipe.js';
import { LeadAlreadyExistsError, LeadNotFoundError } from '../lead.errors.js';
import { LeadsService } from '../leads.service.js';
import { QualificationListResponse, QualificationResponse, QualifiedLeadResponse } from './dto/qualification.dto.js';
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
  constructor(
    private readonly leads: LeadsService,
    private readonly qualification: QualificationService,
  ) {}

  @Post('qualify')
  @ApiOperation({
    operationId: 'createAndQualifyLead',
    summary: 'Store a lead and score it',
    description: 'The lead is stored before it is scored, so it is not lost when scoring fails.',
  })
  @Fails(...BODY_ERRORS, LeadAlreadyExistsError, ...SCORING_ERRORS, ...DATABASE_ERRORS)
  async createAndQualify(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Body() body: CreateLeadRequest,
  ): Promise<QualifiedLeadResponse> {
    const created = await this.leads.create(workspace, toLeadFields(body));
    const { lead, qualification } = await this.qualification.qualify(workspace, created);
    return QualifiedLeadResponse.of(lead, qualification);
  }

  @Post(':id/qualify')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'qualifyLead', summary: 'Score a stored lead, again if need be' })
  @Fails(...BODY_ERRORS, LeadNotFoundError, ...SCORING_ERRORS, ...DATABASE_ERRORS)
  async qualify(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Param('id', LeadIdPipe) id: string,
    @Body() body: QualifyLeadRequest,
  ): Promise<QualifiedLeadResponse> {
    const stored = await this.leads.get(workspace, id);
    const { lead, qualification } = await this.qualification.qualify(workspace, stored, body.strategy);
    return QualifiedLeadResponse.of(lead, qualification);
  }

  @Get(':id/qualifications')
  @ApiOperation({ operationId: 'listQualifications', summary: 'Read the history of a lead, newest first' })
  @Fails(LeadNotFoundError, ValidationError, ...DATABASE_ERRORS)
  async history(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Param('id', LeadIdPipe) id: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<QualificationListResponse> {
    await this.leads.get(workspace, id);
    const page = await this.qualification.history(workspace, id, limit, cursor ?? undefined);
    return {
      data: page.qualifications.map((one) => QualificationResponse.from(one)),
      next_cursor: page.nextCursor,
    };
  }
}
