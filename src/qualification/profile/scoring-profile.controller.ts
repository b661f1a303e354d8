import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { ScoringProfileRequest, ScoringProfileResponse } from './scoring-profile.dto.js';
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
