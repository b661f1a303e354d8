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

/** The three factors and the adjustments: their points add up to the score. */
export class FactorsResponse {
  @ApiProperty({ type: FactorResponse })
  company_fit!: FactorResponse;
  @ApiProperty({ type: FactorResponse })
  contact_quality!: FactorResponse;
  @ApiProperty({ type: FactorResponse })
  sales_potential!: FactorResponse;
  @ApiPropertyOptional({ type: AdjustmentsResponse })
  adjustments?: AdjustmentsResponse;
}
