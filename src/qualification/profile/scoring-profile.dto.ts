import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min, ValidateIf } from 'class-validator';
import { ChoiceList } from '../../validation/choice-list.decorator.js';
import { HasDecimals } from '../../validation/number.decorator.js';
import { NestedObject, ObjectList } from '../../validation/object.decorators.js';
import { TextList } from '../../validation/text-list.decorator.js';
import { pageOf } from '../../validation/page.dto.js';
import { Text } from '../../validation/text.decorator.js';
import { ConditionDto } from './condition.dto.js';
import {
  AddsUpToOne,
  Descends,
  HasOrderedEnds,
  HasShortPhrases,
  IsShortPhrase,
  MayBeLeftOut,
} from './scoring-profile.rules.js';
import { ScoringChoiceDto } from './scoring-choice.dto.js';
import { SENIORITIES, type Seniority } from './seniorities.js';

const MAX_EMPLOYEES = 10_000_000;

/** A range of employees, both ends included. */
export class EmployeeRangeDto {
  @IsInt()
  @Min(0)
  @Max(MAX_EMPLOYEES)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: MAX_EMPLOYEES, example: 50 })
  min!: number;

  @ValidateIf((_, value) => value !== null)
  @IsInt()
  @Min(0)
  @Max(MAX_EMPLOYEES)
  @HasOrderedEnds()
  @ApiProperty({ type: 'integer', nullable: true, description: '`null` has no upper end.', example: 1000 })
  max!: number | null;
}

/** The share of each factor in the total; the three add up to 1. */
export class WeightsDto {
  @HasDecimals(4)
  @Min(0)
  @Max(1)
  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, example: 0.4 })
  company_fit!: number;

  @HasDecimals(4)
  @Min(0)
  @Max(1)
  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, example: 0.3 })
  contact_quality!: number;

  @HasDecimals(4)
  @Min(0)
  @Max(1)
  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, example: 0.3 })
  sales_potential!: number;
}

/** The lowest total of tiers A, B and C; whatever is below C is D. */
export class TierLimitsDto {
  @HasDecimals(2)
  @Min(0)
  @Max(100)
  @ApiProperty({ type: 'number', minimum: 0, maximum: 100, example: 80 })
  a!: number;

  @HasDecimals(2)
  @Min(0)
  @Max(100)
  @ApiProperty({ type: 'number', minimum: 0, maximum: 100, example: 60 })
  b!: number;

  @HasDecimals(2)
  @Min(0)
  @Max(100)
  @ApiProperty({ type: 'number', minimum: 0, maximum: 100, example: 40 })
  c!: number;
}

/** A phrase that titles of your market use for a rank. */
export class RankDto {
  @IsShortPhrase()
  @Text({ max: 200, example: 'Obmann' })
  phrase!: string;

  @ApiProperty({ enum: SENIORITIES, example: 'c_level' })
  @IsIn(SENIORITIES)
  seniority!: Seniority;
}

/** What a good customer looks like. */
export class ScoringProfileRequest {
  @HasShortPhrases()
  @TextList({ maxItems: 100, max: 200, example: ['Software', 'Financial Services'] })
  ideal_industries!: string[];

  @ObjectList(() => EmployeeRangeDto, 20)
  company_sizes!: EmployeeRangeDto[];

  @HasShortPhrases()
  @TextList({ maxItems: 100, max: 200, example: ['Sales', 'Revenue Operations'] })
  target_titles!: string[];

  @ChoiceList(SENIORITIES, { example: ['c_level', 'vp', 'head', 'director'] })
  target_seniorities!: Seniority[];

  @HasShortPhrases()
  @TextList({ maxItems: 100, max: 200, example: ['demo', 'budget', 'this quarter'] })
  buying_signals!: string[];

  @HasShortPhrases()
  @TextList({ maxItems: 100, max: 200, example: ['student', 'competitor'] })
  disqualifiers!: string[];

  @AddsUpToOne()
  @NestedObject(() => WeightsDto)
  weights!: WeightsDto;

  @Descends()
  @NestedObject(() => TierLimitsDto)
  tier_limits!: TierLimitsDto;

  /** Ranks besides the common ones; a phrase that is one of those already has your rank. */
  @MayBeLeftOut()
  @ObjectList(() => RankDto, 100)
  ranks?: RankDto[];

  /** Words that deny what follows them in notes, besides the common ones. */
  @MayBeLeftOut()
  @HasShortPhrases()
  @TextList({ maxItems: 100, max: 200, example: ['on hold'] })
  negations?: string[];

  /** Mailboxes of a role instead of a person, besides the common ones: what stands before the @. */
  @MayBeLeftOut()
  @TextList({ maxItems: 100, max: 64, example: ['vertrieb'] })
  role_mailboxes?: string[];

  /** What your own columns say for or against a lead. */
  @MayBeLeftOut()
  @ObjectList(() => ConditionDto, 50)
  conditions?: ConditionDto[];

  @MayBeLeftOut()
  @NestedObject(() => ScoringChoiceDto)
  scoring?: ScoringChoiceDto;
}

/** A range that has no upper end where none is given. */
class OpenEmployeeRange extends EmployeeRangeDto {
  override max: number | null = null;
}

/** What a profile may leave out: it extends what the rules know. */
export const PROFILE_EXTENSIONS = ['ranks', 'negations', 'role_mailboxes', 'conditions', 'scoring'] as const;

/** The parts of a profile to replace; the others stay as they are. Extensions change by a whole profile only. */
export class ScoringProfileChange extends PartialType(OmitType(ScoringProfileRequest, PROFILE_EXTENSIONS)) {
  @ObjectList(() => OpenEmployeeRange, 20)
  override company_sizes?: OpenEmployeeRange[];
}

export class ScoringProfileResponse extends ScoringProfileRequest {
  @ApiProperty({
    type: 'integer',
    description: 'Grows by one with every change; each qualification names the one it was made by.',
    example: 1,
  })
  version!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;
}

/** One page of versions of a profile. */
export class ScoringProfileListResponse extends pageOf(ScoringProfileResponse) {}
