import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, Matches } from 'class-validator';
import { OptionalChoice } from '../validation/choice.decorator.js';
import { OptionalNumber } from '../validation/number.decorator.js';
import { Text } from '../validation/text.decorator.js';
import { OptionalUuid } from '../validation/uuid.decorator.js';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../llm/llm.settings.js';
import { LIBRARY_NAME, MOST_LIBRARIES } from './documentation/library-name.js';

export const DEFAULT_MAX_TOKENS = 2_000;
export const DEFAULT_TEMPERATURE = 0.7;

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

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_LIBRARIES)
  @Matches(LIBRARY_NAME, { each: true, message: 'each of libraries must be the name of a library, or its Context7 id' })
  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    maxItems: MOST_LIBRARIES,
    description: 'Software libraries whose documentation is read: names, or Context7 ids such as `/facebook/react`.',
    example: ['react'],
  })
  libraries?: string[] | null;

  @OptionalUuid('The lead that the question is about; also needs the scope `leads:read`.')
  lead_id?: string | null;

  /** Whether the answer is sent as server-sent events. */
  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, nullable: true, default: false })
  stream?: boolean | null;
}
