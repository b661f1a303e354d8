import { ApiProperty } from '@nestjs/swagger';
import { fromMicroUsd } from '../providers/price.js';
import { BREAKER_STATES, type BreakerState } from './circuit-breaker.js';
import type { ProviderState } from '../openai-api/providers.service.js';

/** USD per million tokens, as decimal texts. */
export class PriceResponse {
  @ApiProperty({ example: '0.02' })
  input!: string;

  @ApiProperty({ example: '0.02' })
  cached_input!: string;

  @ApiProperty({ example: '0.02' })
  output!: string;
}

/** One provider, and how it is doing on this replica. */
export class ProviderResponse {
  @ApiProperty({ example: 'runpod' })
  name!: string;

  @ApiProperty({ example: 'meta-llama/Llama-3.1-8B-Instruct' })
  model!: string;

  /** Whether it is asked: `open` means that it is not, `half_open` that the next call will tell. */
  @ApiProperty({ enum: BREAKER_STATES, example: 'closed' })
  breaker!: BreakerState;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  open_until!: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Time to the first token as it was measured lately (EWMA), in ms.',
    example: 812.5,
  })
  latency_ms!: number | null;

  @ApiProperty({ description: 'Time to the first token that is expected without measurements, in ms.', example: 1200 })
  latency_prior_ms!: number;

  @ApiProperty({ description: "Share of the last 30 s' calls that failed.", example: 0 })
  error_rate!: number;

  @ApiProperty({ description: 'Calls of the last 30 s.', example: 12 })
  recent_calls!: number;

  @ApiProperty({ type: PriceResponse })
  price_usd_per_million_tokens!: PriceResponse;

  @ApiProperty({ example: 70 })
  quality!: number;

  @ApiProperty({ example: 4 })
  weight!: number;

  @ApiProperty({ example: 131072 })
  context_window!: number;

  static from({ profile, breaker, openUntil, latencyMs, recent }: ProviderState): ProviderResponse {
    const { name, model, price, quality, weight, contextWindow, latencyPriorMs } = profile;
    return {
      name,
      model,
      breaker,
      open_until: openUntil?.toISOString() ?? null,
      latency_ms: latencyMs === null ? null : Math.round(latencyMs * 10) / 10,
      latency_prior_ms: latencyPriorMs,
      error_rate: recent.calls === 0 ? 0 : recent.failures / recent.calls,
      recent_calls: recent.calls,
      price_usd_per_million_tokens: {
        input: fromMicroUsd(price.input),
        cached_input: fromMicroUsd(price.cachedInput),
        output: fromMicroUsd(price.output),
      },
      quality,
      weight,
      context_window: contextWindow,
    };
  }
}

export class ProviderListResponse {
  @ApiProperty({ type: [ProviderResponse] })
  data!: ProviderResponse[];
}

/** A model as OpenAI's protocol lists it. */
export class ModelResponse {
  @ApiProperty({ example: 'auto' })
  id!: string;

  @ApiProperty({ example: 'model' })
  object!: string;

  @ApiProperty({ example: 0 })
  created!: number;

  @ApiProperty({ example: 'sales-agent' })
  owned_by!: string;
}

export class ModelListResponse {
  @ApiProperty({ example: 'list' })
  object!: string;

  @ApiProperty({ type: [ModelResponse] })
  data!: ModelResponse[];
}
