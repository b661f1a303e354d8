import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Satisfies } from './rule.decorator.js';
import { ListShape, Shaped } from './shape.js';
import { isLonger, textProblem } from './text.decorator.js';

export interface TextListRule {
  maxItems: number;
  /** Most characters of one item. */
  max: number;
  example: string[];
}

/** A list of trimmed, non-empty texts without control characters. */
export function TextList({ maxItems, max, example }: TextListRule): PropertyDecorator {
  const isText = (item: unknown) =>
    typeof item === 'string' && item !== '' && !isLonger(item, max) && textProblem(item, false) === undefined;
  return applyDecorators(
    ApiProperty({ type: [String], maxItems, example }),
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value) ? value.map((item: unknown) => (typeof item === 'string' ? item.trim() : item)) : value,
    ),
    Shaped(new ListShape(maxItems)),
    Satisfies(
      'text_list',
      (value) => Array.isArray(value) && value.every(isText),
      `must be a list of texts of 1 to ${max} characters without control characters`,
    ),
  );
}
