import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  GROUNDINGS,
  type Grounding,
  type ResearchAnswer,
  type ResearchBasis,
  SOURCE_KINDS,
  type SourceKind,
} from './research.js';

/** What an answer may rest on. */
export class ResearchSourceResponse {
  @ApiProperty({ example: 'React documentation, by Context7' })
  title!: string;

  @ApiPropertyOptional({ type: String, example: 'https://context7.com/facebook/react' })
  url?: string;

  @ApiProperty({ enum: SOURCE_KINDS, example: 'documentation' })
  kind!: SourceKind;
}

/** What an answer rests on, known before it is given. */
export class ResearchBasisResponse {
  @ApiProperty({
    type: [ResearchSourceResponse],
    description: 'In the order of their numbers: `[1]` in the result is the first.',
  })
  sources!: ResearchSourceResponse[];

  /** How much of the libraries and the lead that were named the answer could rest on. */
  @ApiProperty({ enum: GROUNDINGS, example: 'grounded' })
  grounding!: Grounding;

  @ApiProperty({ type: [String], description: 'What was named and is not there, and why.', example: [] })
  grounding_notes!: string[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The lead that was named; when it is erased, so is this answer where it is kept for repeats.',
    example: null,
  })
  lead_id!: string | null;

  static of({ sources, grounding, groundingNotes }: ResearchBasis, leadId: string | null): ResearchBasisResponse {
    return { sources, grounding, grounding_notes: groundingNotes, lead_id: leadId };
  }
}

/** An answer, and the whole account of it. */
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

  @ApiProperty({ description: 'What the model read and said.', example: 1250 })
  tokens_used!: number;

  @ApiProperty({ description: 'Exactly, failed attempts included.', example: '0.000025' })
  cost_usd!: string;

  @ApiProperty({ example: 1840 })
  latency_ms!: number;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-22T10:00:01.840Z' })
  timestamp!: string;

  static from(answer: ResearchAnswer, leadId: string | null): ResearchResponse {
    return {
      result: answer.result,
      truncated: answer.truncated,
      model: answer.model,
      provider: answer.provider,
      tokens_used: answer.tokensUsed,
      cost_usd: answer.costUsd,
      latency_ms: answer.latencyMs,
      sources: answer.sources,
      grounding: answer.grounding,
      grounding_notes: answer.groundingNotes,
      lead_id: leadId,
      timestamp: answer.timestamp.toISOString(),
    };
  }
}
