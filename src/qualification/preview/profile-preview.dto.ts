import { ApiProperty } from '@nestjs/swagger';
import { type Tier, TIERS } from '../../leads/lead-score.js';

/** How many leads go from one tier to another. */
export class TierMoveResponse {
  @ApiProperty({ enum: TIERS, example: 'B' })
  from!: Tier;

  @ApiProperty({ enum: TIERS, example: 'A' })
  to!: Tier;

  @ApiProperty({ type: 'integer', example: 12 })
  leads!: number;
}

/** What becomes of one lead. */
export class LeadMoveResponse {
  @ApiProperty({ format: 'uuid' })
  lead_id!: string;

  @ApiProperty({ example: 'Acme Corp' })
  company_name!: string;

  @ApiProperty({ example: 58.4 })
  score_now!: number;

  @ApiProperty({ enum: TIERS, example: 'C' })
  tier_now!: Tier;

  @ApiProperty({ example: 82.4 })
  score!: number;

  @ApiProperty({ enum: TIERS, example: 'A' })
  tier!: Tier;

  @ApiProperty({
    description: 'The part of the score that changes most.',
    example: 'Industry "Logistics" matches the ideal "Logistics".',
  })
  reason!: string;
}

/** What would change if a profile replaced the current one. Both score by rules; nothing is stored. */
export class ProfilePreviewResponse {
  @ApiProperty({ type: 'integer', description: 'The version that it is compared with.', example: 3 })
  profile_version!: number;

  @ApiProperty({ type: 'integer', description: 'How many leads were scored by both.', example: 1204 })
  leads!: number;

  @ApiProperty({ description: 'Whether there are more leads; then those are the newest.', example: false })
  sampled!: boolean;

  @ApiProperty({ type: 'integer', description: 'Leads whose score changes.', example: 311 })
  changed!: number;

  @ApiProperty({ type: [TierMoveResponse], description: 'From each tier to each; those without leads are left out.' })
  tiers!: TierMoveResponse[];

  @ApiProperty({ type: [LeadMoveResponse], description: 'The leads that move most, first.' })
  moves!: LeadMoveResponse[];
}
