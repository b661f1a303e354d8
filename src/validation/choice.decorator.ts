import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

/** One of `values`; it may be absent. */
export function OptionalChoice(
  values: readonly string[],
  documented: { description?: string; default?: string; example?: string; nullable?: boolean } = {},
): PropertyDecorator {
  return applyDecorators(ApiPropertyOptional({ enum: [...values], ...documented }), IsOptional(), IsIn(values));
}
