import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { GROUNDINGS, type Grounding, SOURCE_KINDS, type SourceKind } from './research.js';

/** A source of an answer. */
export class ResearchSourceResponse {
  @ApiProperty({ example: 'React documentation, by Context7' })
  title!: string;

  @ApiPropertyOptional({ type: String, example: 'https://context7.com/facebook/react' })
  url?: string;

  @ApiProperty({ enum: SOURCE_KINDS, example: 'documentation' })
  kind!: SourceKind;
}

/** What an answer is based on, known before it is written. */
export class ResearchBasisResponse {
  @ApiProperty({
    type: [ResearchSourceResponse],
    description: 'In the order of their numbers: `[1]` in the result is the first.',
  })
  sources!: ResearchSourceResponse[];

  /** How many of the named libraries and leads the answer could use. */
  @ApiProperty({ enum: GROUNDINGS, example: 'grounded' })
  grounding!: Grounding;

  @ApiProperty({ type: [String], description: 'Named sources that were unavailable, and why.', example: [] })
  grounding_notes!: string[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The named lead; erasing it also erases this answer where it is kept for idempotent repeats.',
    example: null,
  })
  lead_id!: string | null;
}

/** An answer, its sources, and what it cost. */
export class ResearchResponse extends ResearchBasisResponse {
  @ApiProperty({
    example: 'Hooks let function components keep state [1], so class components need not be rewritten at once.',
  })
  result!: string;

  @ApiProperty({ description: 'Whether the result was cut at `max_tokens`.', example: false })
  truncated!: boolean;

  @ApiProperty({ example: 'meta-llama/Llama-3.1-8B-Instruct' })
  model!: string;

  @ApiProperty({ example: 'runpod' })
  provider!: string;

  @ApiProperty({ description: 'Tokens of the prompt and the answer.', example: 1250 })
  tokens_used!: number;

  @ApiProperty({ description: 'Exact decimal USD, failed attempts included.', example: '0.000025' })
  cost_usd!: string;

  @ApiProperty({ example: 1840 })
  latency_ms!: number;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-22T10:00:01.840Z' })
  timestamp!: string;
}
