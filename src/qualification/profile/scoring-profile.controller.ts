import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { PageQuery } from '../../validation/page.dto.js';
import { ScoringProfileListResponse, ScoringProfileRequest, ScoringProfileResponse } from './scoring-profile.dto.js';
import { ScoringProfileService } from './scoring-profile.service.js';

@ApiTags('Scoring profile')
@Controller('scoring-profile')
export class ScoringProfileController {
  constructor(private readonly profiles: ScoringProfileService) {}

  @Get()
  @Operation({ id: 'getScoringProfile', summary: 'Read the scoring profile', scope: 'leads:read' })
  get(@Caller() { workspace }: Caller): Promise<ScoringProfileResponse> {
    return this.profiles.get(workspace);
  }

  @Get('versions')
  @Operation({
    id: 'listScoringProfiles',
    summary: 'List the versions of the scoring profile, newest first',
    description: 'To restore one, replace the profile by it: that makes a new version.',
    scope: 'leads:read',
  })
  versions(@Caller() { workspace }: Caller, @Query() query: PageQuery): Promise<ScoringProfileListResponse> {
    return this.profiles.versions(workspace, query);
  }

  @Put()
  @Operation({
    id: 'replaceScoringProfile',
    summary: 'Replace the scoring profile by a new version',
    description: 'Scores made by earlier versions stay as they are.',
    scope: 'admin',
    audited: 'scoring_profile.replace',
  })
  replace(@Caller() { workspace }: Caller, @Body() body: ScoringProfileRequest): Promise<ScoringProfileResponse> {
    return this.profiles.replace(workspace, body);
  }
}
