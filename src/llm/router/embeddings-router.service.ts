import { Inject, Injectable } from '@nestjs/common';
import { AttemptResources } from './attempt-resources.service.js';
import { LlmRouter } from './llm-router.service.js';
import { ProviderRegistry } from './provider-registry.js';

/** The providers that make embeddings, with a health of their own: it says nothing about their chat completions. */
export class EmbeddingsRegistry extends ProviderRegistry {}

/** Routes requests for embeddings as `LlmRouter` routes those for chat completions. */
@Injectable()
export class EmbeddingsRouter extends LlmRouter {
  constructor(@Inject(EmbeddingsRegistry) registry: EmbeddingsRegistry, resources: AttemptResources) {
    super(registry, resources);
  }
}
