import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace } from '../../../access/current-workspace.decorator.js';
import type { WorkspaceId } from '../../../database/workspace-id.js';
import { Fails } from '../../../errors/fails.decorator.js';
import { BODY_ERRORS, DATABASE_ERRORS } from '../../../http/api-errors.js';
import { ScoringProfileRequest, ScoringProfileResponse, toScoringProfile } from './scoring-profile.dto.js';
import { ScoringProfileService } from './scoring-profile.service.js';

@ApiTags('Scoring profile')
@Controller('scoring-profile')
export class ScoringProfileController {
  constructor(private readonly profiles: ScoringProfileService) {}

  @Get()
  @ApiOperation({ operationId: 'getScoringProfile', summary: 'Read what a good customer looks like' })
  @Fails(...DATABASE_ERRORS)
  async get(@CurrentWorkspace() workspace: WorkspaceId): Promise<ScoringProfileResponse> {
    return ScoringProfileResponse.from(await this.profiles.current(workspace));
  }

  @Put()
  @ApiOperation({
    operationId: 'replaceScoringProfile',
    summary: 'Replace the profile by a new version',
    description: 'Scores that were made by earlier versions stay as they are.',
  })
  @Fails(...BODY_ERRORS, ...DATABASE_ERRORS)
  async replace(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Body() body: ScoringProfileRequest,
  ): Promise<ScoringProfileResponse> {
    return ScoringProfileResponse.from(await this.profiles.replace(workspace, toScoringProfile(body)));
  }
}
