import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { ScoringProfileRequest, ScoringProfileResponse, toScoringProfile } from './scoring-profile.dto.js';
import { ScoringProfileService } from './scoring-profile.service.js';

@ApiTags('Scoring profile')
@Controller('scoring-profile')
export class ScoringProfileController {
  constructor(private readonly profiles: ScoringProfileService) {}

  @Get()
  @Operation({ id: 'getScoringProfile', summary: 'Read the scoring profile', scope: 'leads:read' })
  async get(@Caller() { workspace }: Caller): Promise<ScoringProfileResponse> {
    return ScoringProfileResponse.from(await this.profiles.current(workspace));
  }

  @Put()
  @Operation({
    id: 'replaceScoringProfile',
    summary: 'Replace the scoring profile by a new version',
    description: 'Scores made by earlier versions stay as they are.',
    scope: 'admin',
    audited: 'scoring_profile.replace',
  })
  async replace(@Caller() { workspace }: Caller, @Body() body: ScoringProfileRequest): Promise<ScoringProfileResponse> {
    return ScoringProfileResponse.from(await this.profiles.replace(workspace, toScoringProfile(body)));
  }
}
