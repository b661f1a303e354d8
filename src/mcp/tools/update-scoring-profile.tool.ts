import { Injectable } from '@nestjs/common';
import { PickType } from '@nestjs/swagger';
import { ScoringProfileChange, ScoringProfileResponse } from '../../qualification/profile/scoring-profile.dto.js';
import { ScoringProfileService } from '../../qualification/profile/scoring-profile.service.js';
import { CHANGES, McpTool, type ToolCall } from './mcp.tool.js';

class NewProfileVersion extends PickType(ScoringProfileResponse, ['version']) {}

@Injectable()
export class UpdateScoringProfileTool extends McpTool<ScoringProfileChange, NewProfileVersion> {
  override readonly name = 'update_scoring_profile';
  override readonly title = 'Update the scoring profile';
  override readonly description =
    'Replaces the given parts of the profile, lists whole. Weights add up to 1; tier_limits are the lowest scores of A, B ' +
    'and C.';
  override readonly scope = 'admin';
  override readonly hints = { ...CHANGES, idempotentHint: false };
  override readonly input = ScoringProfileChange;
  override readonly output = NewProfileVersion;
  override readonly audited = 'scoring_profile.replace';

  constructor(private readonly profiles: ScoringProfileService) {
    super();
  }

  override run(change: ScoringProfileChange, { caller }: ToolCall): Promise<NewProfileVersion> {
    return this.profiles.change(caller.workspace, change);
  }
}
