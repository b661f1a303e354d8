import { ROUTING_STRATEGIES, type RoutingStrategy } from '../../llm/llm.settings.js';
import { OptionalChoice } from '../../validation/choice.decorator.js';

/** How to score; an empty body is fine. */
export class QualifyLeadRequest {
  @OptionalChoice(ROUTING_STRATEGIES, {
    description: 'How the provider is chosen, this time.',
    example: 'latency_optimized',
  })
  strategy?: RoutingStrategy | undefined;
}
