import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { SCORING_METHODS, type ScoringMethod } from '../../leads/lead-score.js';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../../llm/llm.settings.js';
import { OptionalChoice } from '../../validation/choice.decorator.js';

/** How to score; an empty body is fine. */
export class QualifyLeadRequest {
  @OptionalChoice(SCORING_METHODS, {
    description: 'What scores, this time; unset, what the profile says.',
    example: 'learned',
  })
  method?: ScoringMethod | undefined;

  @OptionalChoice(ROUTING_STRATEGIES, {
    description: 'How the provider is chosen, this time.',
    example: 'latency_optimized',
  })
  strategy?: RoutingStrategy | undefined;

  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({
    type: Boolean,
    description: 'Ask a model even while another request asks one about this lead, instead of sharing its score.',
  })
  force?: boolean | undefined;
}
