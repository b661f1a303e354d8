import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../llm/llm.settings.js';
import { OptionalChoice } from '../validation/choice.decorator.js';
import { OptionalNumber } from '../validation/number.decorator.js';
import { Satisfies } from '../validation/rule.decorator.js';
import { ListShape, Shaped } from '../validation/shape.js';
import { Text } from '../validation/text.decorator.js';
import { OptionalUuid } from '../validation/uuid.decorator.js';

export const DEFAULT_MAX_TOKENS = 2_000;
export const DEFAULT_TEMPERATURE = 0.7;
const MOST_LIBRARIES = 5;

/**
 * Form of a library's name, or of its id at Context7, which begins with a slash. It is sent to Context7, so it has no room for
 * an e-mail address or a sentence.
 */
const LIBRARY_NAME = /^[@/.]?[A-Za-z0-9][A-Za-z0-9 ._/+#-]{0,98}$/;

function areLibraries(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && LIBRARY_NAME.test(item));
}

const SOURCE_KINDS = ['documentation', 'lead'] as const;

/** How many of the named libraries and leads the answer could use. */
const GROUNDINGS = ['not_requested', 'grounded', 'partly_grounded', 'ungrounded'] as const;
export type Grounding = (typeof GROUNDINGS)[number];

/** A question and the sources that its answer may use. */
export class RunResearchRequest {
  @Text({ max: 5_000, multiline: true, example: 'What do React hooks change for a team with class components?' })
  query!: string;

  @OptionalNumber({
    ...{ min: 100, max: 4_000, decimals: 0, nullable: true, default: DEFAULT_MAX_TOKENS },
    description: 'Most tokens of the answer.',
  })
  max_tokens?: number | null;

  @OptionalNumber({ min: 0, max: 2, nullable: true, default: DEFAULT_TEMPERATURE })
  temperature?: number | null;

  @OptionalChoice(ROUTING_STRATEGIES, {
    default: 'cost_optimized',
    description: 'How the provider is chosen.',
  })
  strategy?: RoutingStrategy | null;

  @Satisfies('library_list', areLibraries, 'must be a list of names of libraries, or of their Context7 ids')
  @Shaped(new ListShape(MOST_LIBRARIES))
  @IsOptional()
  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    maxItems: MOST_LIBRARIES,
    description: 'Names of libraries to read about, or Context7 ids like `/facebook/react`.',
    example: ['react'],
  })
  libraries?: string[] | null;

  @OptionalUuid('The lead it is about; needs the scope `leads:read`.')
  lead_id?: string | null;

  /** Whether the answer is sent as server-sent events. */
  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, nullable: true, default: false })
  stream?: boolean | null;
}

/** A source of an answer. */
export class ResearchSourceResponse {
  @ApiProperty({ example: 'React documentation, by Context7' })
  title!: string;

  @ApiPropertyOptional({ type: String, example: 'https://context7.com/facebook/react' })
  url?: string;

  @ApiProperty({ enum: SOURCE_KINDS, example: 'documentation' })
  kind!: (typeof SOURCE_KINDS)[number];
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

  @ApiProperty({ type: String, format: 'date-time' })
  timestamp!: string;
}
