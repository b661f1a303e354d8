import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Rule } from './rule.decorator.js';
import { ListShape, Shaped } from './shape.js';

export interface ChoiceListRule {
  minItems?: number;
  description?: string;
  required?: boolean;
  example: string[];
}

/** A list of some of `values`, each of them once at most. */
export function ChoiceList(
  values: readonly string[],
  { minItems = 0, ...documented }: ChoiceListRule,
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ enum: [...values], isArray: true, uniqueItems: true, ...documented }),
    Shaped(new ListShape(values.length, { minItems })),
    Rule('choice_list', (value) => {
      if (!Array.isArray(value) || !value.every((item) => values.includes(item as string))) {
        return `must be a list of ${values.join(', ')}`;
      }
      return new Set(value).size < value.length ? 'must not have an item twice' : undefined;
    }),
  );
}
