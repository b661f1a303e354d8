import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, IsOptional, Matches } from 'class-validator';
import { Satisfies } from './rule.decorator.js';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** An optional ISO 8601 time with its offset that has not come yet. */
export function FutureTime(description: string): PropertyDecorator {
  const example = '2099-01-01T00:00:00Z';
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, description, example }),
    IsOptional(),
    IsISO8601({ strict: true }),
    Matches(TIME, { message: '$property must be an ISO 8601 time with its offset' }),
    Satisfies(
      'future',
      (value) => typeof value === 'string' && Date.parse(value) > Date.now(),
      'must lie in the future',
    ),
  );
}

/** An optional ISO 8601 date, which means its midnight in UTC, or a time with its offset; in the years 1 to 9999. */
export function OptionalMoment(description: string, example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description, example }),
    IsOptional(),
    IsISO8601({ strict: true }),
    Matches(new RegExp(`${DATE.source}|${TIME.source}`), {
      message: '$property must be an ISO 8601 date, or a time with its offset',
    }),
    Satisfies(
      'range',
      (value) => typeof value === 'string' && isStorable(new Date(value)),
      'must be a moment in the years 1 to 9999',
    ),
  );
}

/** An offset can push a time out of the four digits that it was written with. */
function isStorable(moment: Date): boolean {
  return moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999;
}
