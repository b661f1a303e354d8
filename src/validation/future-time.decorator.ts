import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, IsOptional, Matches, ValidateBy } from 'class-validator';

const TIME_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** An optional ISO 8601 time with its offset that has not come yet. */
export function FutureTime(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      format: 'date-time',
      nullable: true,
      description,
      example: '2099-01-01T00:00:00Z',
    }),
    IsOptional(),
    IsISO8601({ strict: true }),
    Matches(TIME_WITH_OFFSET, { message: '$property must be an ISO 8601 time with its offset' }),
    ValidateBy({
      name: 'future',
      validator: {
        validate: (value) => typeof value === 'string' && Date.parse(value) > Date.now(),
        defaultMessage: () => '$property must lie in the future',
      },
    }),
  );
}
