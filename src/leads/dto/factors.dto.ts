import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One part of a score, with its points in the total. */
export class ScorePartResponse {
  @ApiProperty({ example: 'industry' })
  name!: string;

  @ApiProperty({ description: 'What it adds to the score; negative where it takes.', example: 18 })
  points!: number;

  @ApiProperty({ description: 'The most that it can add.', example: 18 })
  max_points!: number;

  @ApiProperty({ example: 'Industry "Software" matches the ideal "Software".' })
  reason!: string;
}

/** The score of one factor. Scores of earlier versions have no points. */
export class FactorResponse {
  @ApiProperty({ description: '0-100.', example: 90 })
  score!: number;

  @ApiProperty({ example: 'Software is one of the ideal industries; 50-200 employees is inside 50-1000' })
  reason!: string;

  @ApiPropertyOptional({ description: 'What the factor adds to the score, by its weight.', example: 36 })
  points?: number;

  @ApiPropertyOptional({ description: 'The most that it can add.', example: 40 })
  max_points?: number;

  @ApiPropertyOptional({
    type: [ScorePartResponse],
    description: 'What the factor is made of; rules tell it, models do not.',
  })
  parts?: ScorePartResponse[];
}

/** What the profile's conditions and disqualifiers add to the factors, or take. */
export class AdjustmentsResponse {
  @ApiProperty({ example: 10 })
  points!: number;

  @ApiProperty({ example: 10 })
  max_points!: number;

  @ApiProperty({ type: [ScorePartResponse] })
  parts!: ScorePartResponse[];
}

/** What one field does to the odds of being won. */
export class LearnedPartResponse {
  @ApiProperty({ example: 'source' })
  field!: string;

  @ApiProperty({
    ...{ type: String, nullable: true, example: 'referral' },
    description: 'What the lead says there, as the model tells it apart; `null` for nothing, and for all other fields.',
  })
  value!: string | null;

  @ApiProperty({ description: 'By how much it multiplies the odds of an average lead.', example: 7.5 })
  factor!: number;

  @ApiPropertyOptional({
    ...{ type: 'integer', example: 534 },
    description: 'Past leads that say the same; left out where their won rate says the opposite of the factor.',
  })
  leads?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'Those of them that were won.', example: 491 })
  won?: number;

  @ApiProperty({ example: 'source = referral: 92 % of 534 won, odds x 7.5' })
  reason!: string;
}

/** What past outcomes say of a lead: the base odds times all factors are its odds, won to lost. */
export class LearnedFactorsResponse {
  @ApiProperty({ description: 'Odds of an average lead.', example: 0.62 })
  base_odds!: number;

  @ApiProperty({ example: 4.1 })
  odds!: number;

  @ApiProperty({ type: [LearnedPartResponse], description: 'The largest first.' })
  parts!: LearnedPartResponse[];
}

/**
 * The three factors and the adjustments, whose points add up to the score; where a learned model scored, the factors have no
 * points, and its parts make the score.
 */
export class FactorsResponse {
  @ApiProperty({ type: FactorResponse })
  company_fit!: FactorResponse;
  @ApiProperty({ type: FactorResponse })
  contact_quality!: FactorResponse;
  @ApiProperty({ type: FactorResponse })
  sales_potential!: FactorResponse;
  @ApiPropertyOptional({ type: AdjustmentsResponse })
  adjustments?: AdjustmentsResponse;
  @ApiPropertyOptional({ type: LearnedFactorsResponse })
  learned?: LearnedFactorsResponse;
}
