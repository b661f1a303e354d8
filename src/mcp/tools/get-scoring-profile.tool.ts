import { Injectable } from '@nestjs/common';
import { ApiProperty, OmitType, PickType } from '@nestjs/swagger';
import { PROFILE_EXTENSIONS, ScoringProfileResponse } from '../../qualification/profile/scoring-profile.dto.js';
import { ScoringProfileService } from '../../qualification/profile/scoring-profile.service.js';
import { LeadIdArguments } from './lead.dto.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';

class NoArguments extends PickType(LeadIdArguments, []) {}

/** What its objects hold, their names say: every list of tools would be longer by half a kilobyte. */
class FoundProfile extends OmitType(ScoringProfileResponse, [
  ...(['company_sizes', 'weights', 'tier_limits'] as const),
  ...PROFILE_EXTENSIONS,
]) {
  @ApiProperty({ type: [Object] })
  company_sizes!: object[];

  @ApiProperty({ type: Object })
  weights!: object;

  @ApiProperty({ type: Object })
  tier_limits!: object;
}

@Injectable()
export class GetScoringProfileTool extends McpTool<NoArguments, FoundProfile> {
  override readonly name = 'get_scoring_profile';
  override readonly title = 'Get the scoring profile';
  override readonly description = 'Returns the profile that leads are scored by.';
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = NoArguments;
  override readonly output = FoundProfile;

  constructor(private readonly profiles: ScoringProfileService) {
    super();
  }

  override run(_: NoArguments, { caller }: ToolCall): Promise<FoundProfile> {
    return this.profiles.get(caller.workspace);
  }
}
