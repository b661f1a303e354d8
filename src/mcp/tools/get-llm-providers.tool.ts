import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { ProviderResponse } from '../../llm/router/provider.dto.js';
import { ProviderRegistry } from '../../llm/router/provider-registry.js';
import { project } from '../../validation/dto-schema.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { McpTool, READS } from './mcp.tool.js';
import { fittingRows } from './result-size.js';

class ProvidersArguments {
  @OptionalText({ max: 2_000 })
  cursor?: string | null;
}

/** What matters for the choice of a provider. */
class ProviderSummary extends PickType(ProviderResponse, [
  'name',
  'model',
  'price_usd_per_million_tokens',
  'context_window',
  'quality',
  'breaker',
  'latency_ms',
  'error_rate',
]) {}

class Providers {
  @ApiProperty({ type: [ProviderSummary] })
  data!: ProviderSummary[];

  @ApiPropertyOptional({ type: String })
  next_cursor?: string | undefined;

  @ApiProperty()
  truncated!: boolean;
}

@Injectable()
export class GetLlmProvidersTool extends McpTool<ProvidersArguments, Providers> {
  override readonly name = 'get_llm_providers';
  override readonly title = 'Get LLM providers';
  override readonly description =
    'Lists the language model providers, with prices and health. With none, leads are scored by rules.';
  override readonly scope = 'llm:use';
  override readonly hints = READS;
  override readonly input = ProvidersArguments;
  override readonly output = Providers;

  constructor(private readonly providers: ProviderRegistry) {
    super();
  }

  override run({ cursor }: ProvidersArguments): Promise<Providers> {
    const all = this.providers.states().map((state) => project(ProviderSummary, state));
    return Promise.resolve(fittingRows(all, cursor));
  }
}
