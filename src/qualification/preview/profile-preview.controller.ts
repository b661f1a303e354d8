import { Body, Controller, HttpStatus, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { ScoringProfileRequest } from '../profile/scoring-profile.dto.js';
import { ProfilePreviewResponse } from './profile-preview.dto.js';
import { ProfilePreviews } from './profile-previews.service.js';

@ApiTags('Scoring profile')
@Controller('scoring-profile/preview')
export class ProfilePreviewController {
  constructor(private readonly previews: ProfilePreviews) {}

  @Post()
  @Operation({
    id: 'previewScoringProfile',
    summary: 'See what would change if a scoring profile replaced the current one',
    description:
      'Scores leads by the rules of both profiles, all of them or the newest `PREVIEW_LEADS`, and stores nothing.',
    scope: 'leads:read',
    status: HttpStatus.OK,
  })
  preview(@Caller() { workspace }: Caller, @Body() body: ScoringProfileRequest): Promise<ProfilePreviewResponse> {
    return this.previews.preview(workspace, body);
  }
}
