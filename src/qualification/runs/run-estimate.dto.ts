import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../../llm/llm.settings.js';

export const ESTIMATE_BASES = ['prompts', 'earlier_scores', 'rules', 'learned'] as const;
export type EstimateBasis = (typeof ESTIMATE_BASES)[number];

/** What all leads would cost by one strategy. */
export class StrategyEstimateResponse {
  @ApiProperty({ enum: ROUTING_STRATEGIES, example: 'balanced' })
  strategy!: RoutingStrategy;

  @ApiProperty({ example: '1.42' })
  cost_usd!: string;
}

/** What a run will take, before it starts. */
export class RunEstimateResponse {
  @ApiProperty({ type: 'integer', example: 10_000 })
  leads!: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'Of a cascade: leads that a language model is asked about.',
    example: 1_000,
  })
  asked?: number;

  @ApiPropertyOptional({ description: 'Of a cascade: what asking about all leads would cost more.', example: '12.78' })
  saved_usd?: string;

  @ApiProperty({ type: 'integer', example: 12_400_000 })
  prompt_tokens!: number;

  @ApiProperty({ type: 'integer', example: 2_600_000 })
  completion_tokens!: number;

  @ApiProperty({ description: 'By the strategy of the run.', example: '1.42' })
  cost_usd!: string;

  @ApiProperty({
    type: [StrategyEstimateResponse],
    description: 'By each strategy; none where no language model is asked.',
  })
  strategies!: StrategyEstimateResponse[];

  @ApiProperty({ type: 'integer', example: 640 })
  seconds!: number;

  @ApiProperty({
    enum: ESTIMATE_BASES,
    description: '`prompts` counts the characters of prompts; `earlier_scores` corrects that by what models counted.',
    example: 'earlier_scores',
  })
  basis!: EstimateBasis;
}
