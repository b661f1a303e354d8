import { ApiProperty } from '@nestjs/swagger';
import { LEARNED_HABITS } from '../providers/known-habits.js';
import { STRUCTURED_OUTPUTS, type StructuredOutput } from '../providers/provider-habits.js';
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

/** Something that a provider refused, and how requests for the model are sent since. */
export class LearnedFactResponse {
  @ApiProperty({ example: 'gpt-oss-120b' })
  model!: string;

  @ApiProperty({ enum: LEARNED_HABITS, example: 'drop_fields' })
  habit!: string;

  @ApiProperty({ example: 'store' })
  value!: string;

  @ApiProperty({ format: 'date-time' })
  learned_at!: string;
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

  @ApiProperty({
    description: 'Most tokens of prompt and answer: as configured, or as the provider named it in a refusal.',
    example: 131072,
  })
  context_window!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Parameter that limits the answer; `null` if it is sent as the caller named it.',
    example: null,
  })
  tokens_field!: string | null;

  @ApiProperty({ description: 'Whether `stream_options` are sent.', example: true })
  stream_options!: boolean;

  @ApiProperty({ enum: STRUCTURED_OUTPUTS, example: 'json_schema' })
  structured_output!: StructuredOutput;

  @ApiProperty({
    type: [String],
    description: 'Parameters and fields of messages that are not sent.',
    example: ['store'],
  })
  drop_fields!: string[];

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Letters and digits that ids of tool calls are sent with; `null` if they are sent as they are.',
    example: null,
  })
  tool_call_id_length!: number | null;

  @ApiProperty({
    type: [LearnedFactResponse],
    description:
      'What the provider refused since this replica started, for each model, as far as it holds for the caller; forgotten after a while.',
  })
  learned!: LearnedFactResponse[];
}

export class ProviderListResponse {
  @ApiProperty({ type: [ProviderResponse] })
  data!: ProviderResponse[];
}
