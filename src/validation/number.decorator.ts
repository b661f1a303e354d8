import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { toNumber } from './number.transform.js';

export interface NumberRule {
  min: number;
  max: number;
  /** Most decimals; 0 for whole numbers. Without it there is no limit. */
  decimals?: number;
  /** Takes decimal digits as text too, as query strings have them. */
  inQuery?: boolean;
  description?: string;
  default?: number;
  nullable?: boolean;
}

/** A number that may be absent, from `min` to `max`, both included. */
export function OptionalNumber({ min, max, decimals, inQuery, ...documented }: NumberRule): PropertyDecorator {
  const type = decimals === 0 ? 'integer' : 'number';
  const limit = decimals === undefined ? {} : { maxDecimalPlaces: decimals };
  return applyDecorators(
    ApiPropertyOptional({ type, minimum: min, maximum: max, ...documented }),
    IsOptional(),
    ...(inQuery === true ? [Transform(toNumber)] : []),
    decimals === 0 ? IsInt() : IsNumber(limit),
    Min(min),
    Max(max),
  );
}
