import { ApiProperty } from '@nestjs/swagger';
import { BREAKER_STATES, type BreakerState } from './circuit-breaker.js';

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
}

export class ProviderListResponse {
  @ApiProperty({ type: [ProviderResponse] })
  data!: ProviderResponse[];
}
