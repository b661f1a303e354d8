import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { Satisfies } from '../../validation/rule.decorator.js';
import { ListShape, Shaped } from '../../validation/shape.js';
import { LONGEST_PATTERN, MOST_PATTERNS } from '../model-rules.js';

/** The characters of names of providers and models, and `*`. */
const PATTERN = /^[\w.:/\\@+#~,=()[\]*-]+$/;

/** A list of patterns of names, in which `*` stands for any text; `null` for no limit. */
export function ModelPatterns(description: string, example: string[]): PropertyDecorator {
  const isPattern = (item: unknown) => typeof item === 'string' && item.length <= LONGEST_PATTERN && PATTERN.test(item);
  const items = { type: 'string', maxLength: LONGEST_PATTERN };
  const counts = { minItems: 1, maxItems: MOST_PATTERNS };
  return applyDecorators(
    ApiPropertyOptional({ type: 'array', items, ...counts, nullable: true, description, example }),
    IsOptional(),
    Shaped(new ListShape(MOST_PATTERNS, { minItems: 1 })),
    Satisfies(
      'model_patterns',
      (value) => Array.isArray(value) && value.every(isPattern),
      `must be a list of names of 1 to ${LONGEST_PATTERN} characters without spaces, in which * stands for any text; ` +
        'null allows all',
    ),
  );
}
