import { ApiProperty } from '@nestjs/swagger';
import { fromMicroUsd } from '../providers/price.js';
import { BREAKER_STATES, type BreakerState } from './circuit-breaker.js';
import type { ProviderState } from './provider-registry.js';

/** USD per million tokens, as decimal strings. */
export class PriceResponse {
  @ApiProperty({ example: '0.02' })
  input!: string;

  @ApiProperty({ example: '0.02' })
  cached_input!: string;

  @ApiProperty({ example: '0.02' })
  output!: string;
}

/** One provider and its health on this replica. */
export class ProviderResponse {
  @ApiProperty({ example: 'runpod' })
  name!: string;

  @ApiProperty({ example: 'meta-llama/Llama-3.1-8B-Instruct' })
  model!: string;

  /** `closed`: calls go through. `open`: none do. `half_open`: one trial call decides. */
  @ApiProperty({ enum: BREAKER_STATES, example: 'closed' })
  breaker!: BreakerState;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the breaker lets a call through; `null` if it does now.',
    example: null,
  })
  open_until!: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Recent time to the first token (EWMA), in ms; `null` without a recent measurement.',
    example: 812.5,
  })
  latency_ms!: number | null;

  @ApiProperty({ description: 'Expected time to the first token without measurements, in ms.', example: 1200 })
  latency_prior_ms!: number;

  @ApiProperty({ description: 'Share of failed calls in the last 30 s.', example: 0 })
  error_rate!: number;

  @ApiProperty({ description: 'Calls in the last 30 s.', example: 12 })
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
