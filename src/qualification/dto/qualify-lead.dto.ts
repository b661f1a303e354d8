import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../../llm/llm.settings.js';

/** How to score; an empty body is fine. */
export class QualifyLeadRequest {
  /** How the provider is chosen, for this qualification alone. */
  @IsOptional()
  @IsIn(ROUTING_STRATEGIES)
  @ApiPropertyOptional({ enum: ROUTING_STRATEGIES, example: 'latency_optimized' })
  strategy?: RoutingStrategy;
}
