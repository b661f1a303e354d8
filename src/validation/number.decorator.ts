import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { Satisfies } from './rule.decorator.js';

const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/;

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
  return applyDecorators(
    ApiPropertyOptional({ type, minimum: min, maximum: max, ...documented }),
    IsOptional(),
    ...(inQuery === true ? [Transform(toNumber)] : []),
    ruleOf(decimals),
    Min(min),
    Max(max),
  );
}

function ruleOf(decimals: number | undefined): PropertyDecorator {
  if (decimals === undefined) return IsNumber({}, { message: '$property must be a number' });
  return decimals === 0 ? IsInt() : HasDecimals(decimals);
}

/** A number of at most `places` decimals. class-validator's own check throws on numbers such as 1e-7. */
export function HasDecimals(places: number): PropertyDecorator {
  return Satisfies(
    'decimals',
    (value) => typeof value === 'number' && Number(value.toFixed(places)) === value,
    `must be a number of at most ${places} decimals`,
  );
}

/** Reads a number from a query string. Decimal digits alone count: `Number` would also take "", " 5" and "0x10". */
function toNumber({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
}
