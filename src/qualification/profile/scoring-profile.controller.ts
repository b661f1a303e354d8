import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/audited.decorator.js';
import { CurrentWorkspace } from '../../access/current-caller.decorator.js';
import { Requires } from '../../access/route-access.decorator.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { Fails } from '../../api/fails.decorator.js';
import { BODY_ERRORS } from '../../api/api-errors.js';
import { ScoringProfileRequest, ScoringProfileResponse, toScoringProfile } from './scoring-profile.dto.js';
import { ScoringProfileService } from './scoring-profile.service.js';

@ApiTags('Scoring profile')
@Controller('scoring-profile')
export class ScoringProfileController {
  constructor(private readonly profiles: ScoringProfileService) {}

  @Get()
  @Requires('leads:read')
  @ApiOperation({ operationId: 'getScoringProfile', summary: 'Read what a good customer looks like' })
  async get(@CurrentWorkspace() workspace: WorkspaceId): Promise<ScoringProfileResponse> {
    return ScoringProfileResponse.from(await this.profiles.current(workspace));
  }

  @Put()
  @Requires('admin')
  @Audited('scoring_profile.replace')
  @ApiOperation({
    operationId: 'replaceScoringProfile',
    summary: 'Replace the profile by a new version',
    description: 'Scores that were made by earlier versions stay as they are.',
  })
  @Fails(...BODY_ERRORS)
  async replace(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Body() body: ScoringProfileRequest,
  ): Promise<ScoringProfileResponse> {
    return ScoringProfileResponse.from(await this.profiles.replace(workspace, toScoringProfile(body)));
  }
}
