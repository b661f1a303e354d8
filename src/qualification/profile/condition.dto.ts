import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { Satisfies } from '../../validation/rule.decorator.js';
import { Text } from '../../validation/text.decorator.js';
import { ConditionValueField, IsConditionField } from './condition.rules.js';

export const CONDITION_OPERATORS = ['equals', 'in', 'at_least', 'contains', 'exists'] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];
export type ConditionValue = string | number | boolean | (string | number)[];

/** A condition on a field of a lead, and the points of the total that it adds, or takes, where it holds. */
export class ConditionDto {
  @IsConditionField()
  @Text({
    max: 200,
    example: 'additional_data.plan',
    description: '`source`, `country`, or `additional_data.` and a key; dots lead into objects.',
  })
  field!: string;

  @ApiProperty({ enum: CONDITION_OPERATORS, example: 'equals' })
  @IsIn(CONDITION_OPERATORS)
  operator!: ConditionOperator;

  @ConditionValueField()
  value?: ConditionValue | undefined;

  @ApiProperty({ type: 'integer', minimum: -100, maximum: 100, example: 10 })
  @IsInt()
  @Min(-100)
  @Max(100)
  @Satisfies('not_zero', (points) => points !== 0, 'must not be 0')
  points!: number;
}
