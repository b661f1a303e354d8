import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, IsOptional, Matches, ValidateBy } from 'class-validator';

const ISO_FORM = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** An optional ISO 8601 date, which means its midnight in UTC, or a time with its offset; in the years 1 to 9999. */
export function OptionalMoment(description: string, example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description, example }),
    IsOptional(),
    IsISO8601({ strict: true }),
    Matches(ISO_FORM, { message: '$property must be an ISO 8601 date, or a time with its offset' }),
    ValidateBy({
      name: 'range',
      validator: {
        validate: (value) => typeof value === 'string' && isStorable(new Date(value)),
        defaultMessage: () => '$property must be a moment in the years 1 to 9999',
      },
    }),
  );
}

/** An offset can push a time out of the four digits that it was written with. */
function isStorable(moment: Date): boolean {
  return moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999;
}
