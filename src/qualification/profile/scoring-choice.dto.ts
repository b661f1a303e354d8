import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Max, Min } from 'class-validator';
import { SCORING_METHODS, type ScoringMethod } from '../../leads/lead-score.js';
import { OptionalChoice } from '../../validation/choice.decorator.js';
import { HasDecimals } from '../../validation/number.decorator.js';
import { OptionalObject } from '../../validation/object.decorators.js';

const LIMITED_TIERS = ['A', 'B', 'C'] as const;

/** Of which leads a cascade asks a language model. */
export class CascadeChoiceDto {
  @IsOptional()
  @IsIn(LIMITED_TIERS)
  @ApiPropertyOptional({ enum: LIMITED_TIERS, default: 'A', description: 'The tier whose lower limit matters.' })
  tier?: (typeof LIMITED_TIERS)[number];

  @IsOptional()
  @HasDecimals(4)
  @Min(0)
  @Max(1)
  @ApiPropertyOptional({
    ...{ type: 'number', minimum: 0, maximum: 1, default: 0.1 },
    description: 'The part of all leads that it is asked about: those nearest the limit, and those at random.',
  })
  share?: number;

  @IsOptional()
  @HasDecimals(4)
  @Min(0)
  @Max(1)
  @ApiPropertyOptional({
    ...{ type: 'number', minimum: 0, maximum: 1, default: 0.02 },
    description:
      'The part of all leads that it is asked about at random, so that it is known what its answers are worth.',
  })
  random_share?: number;
}

/** What scores leads. */
export class ScoringChoiceDto {
  @OptionalChoice(SCORING_METHODS, {
    description:
      '`auto` takes the learned model in use, else a language model, else the rules. `learned` without a model in use is ' +
      'scored by rules, which say so. `cascade` scores by the learned model, or else by rules, and asks a language model ' +
      'about leads near a tier limit.',
    default: 'auto',
    example: 'auto',
  })
  method?: ScoringMethod;

  @OptionalObject(() => CascadeChoiceDto, 'How `cascade` asks.')
  cascade?: CascadeChoiceDto;
}
