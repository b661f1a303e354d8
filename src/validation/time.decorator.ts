import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { isISO8601, IsOptional } from 'class-validator';
import { Rule } from './rule.decorator.js';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Of the longest form, with nine decimals of a second. */
const MAX_LENGTH = 35;

/** An optional ISO 8601 time with its offset that has not come yet. */
export function FutureTime(description: string): PropertyDecorator {
  const example = '2099-01-01T00:00:00Z';
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, description, example }),
    IsOptional(),
    Rule('time', (value) => {
      if (!isIso8601(value, [TIME])) return 'must be an ISO 8601 time with its offset';
      return Date.parse(value) > Date.now() ? undefined : 'must lie in the future';
    }),
  );
}

/** An optional ISO 8601 date, which means its midnight in UTC, or a time with its offset; in the years 1 to 9999. */
export function OptionalMoment(description: string, example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description, example }),
    IsOptional(),
    Rule('time', (value) => {
      if (!isIso8601(value, [DATE, TIME])) return 'must be an ISO 8601 date, or a time with its offset';
      return isStorable(new Date(value)) ? undefined : 'must be a moment in the years 1 to 9999';
    }),
  );
}

function isIso8601(value: unknown, forms: RegExp[]): value is string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return false;
  return forms.some((form) => form.test(value)) && isISO8601(value, { strict: true });
}

/** An offset can push a time out of the four digits that it was written with. */
function isStorable(moment: Date): boolean {
  return moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999;
}
