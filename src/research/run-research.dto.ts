import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Text } from '../validation/text.decorator.js';
import { OptionalUuid } from '../validation/uuid.decorator.js';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../llm/llm.settings.js';
import { LIBRARY_NAME, MOST_LIBRARIES } from './documentation/library-name.js';
import type { ResearchRequest } from './research.js';

const DEFAULT_MAX_TOKENS = 2_000;
const DEFAULT_TEMPERATURE = 0.7;

/** A question, and what its answer is to rest on. */
export class RunResearchRequest {
  @Text({ max: 5_000, multiline: true, example: 'What do React hooks change for a team with class components?' })
  query!: string;

  /** Most tokens of the answer. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(4_000)
  @ApiPropertyOptional({ type: 'integer', nullable: true, default: DEFAULT_MAX_TOKENS })
  max_tokens?: number | null;

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  @ApiPropertyOptional({ type: 'number', nullable: true, default: DEFAULT_TEMPERATURE })
  temperature?: number | null;

  /** How the provider is chosen; RunPod comes first by default, since it is the cheapest. */
  @IsOptional()
  @IsIn(ROUTING_STRATEGIES)
  @ApiPropertyOptional({ enum: ROUTING_STRATEGIES, default: 'cost_optimized' })
  strategy?: RoutingStrategy | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_LIBRARIES)
  @Matches(LIBRARY_NAME, { each: true, message: 'each of libraries must be the name of a library, or its Context7 id' })
  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    description: 'Software libraries to read up on: names, or ids of Context7 such as `/facebook/react`.',
    example: ['react'],
  })
  libraries?: string[] | null;

  @OptionalUuid('The lead that the question is about; takes a key with the scope `leads:read` too.')
  lead_id?: string | null;

  /** Whether the answer comes as server-sent events. */
  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, nullable: true, default: false })
  stream?: boolean | null;
}

export function toResearchRequest(body: RunResearchRequest): ResearchRequest {
  return {
    query: body.query,
    maxTokens: body.max_tokens ?? DEFAULT_MAX_TOKENS,
    temperature: body.temperature ?? DEFAULT_TEMPERATURE,
    strategy: body.strategy ?? undefined,
    libraries: body.libraries ?? undefined,
    leadId: body.lead_id ?? undefined,
  };
}
