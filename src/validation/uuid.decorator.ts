import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, Matches } from 'class-validator';

/** Any version: our ids are UUIDv7, but another version is a "not found", not a "not valid". */
export const UUID_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID, in lower case. */
export function Uuid(description?: string): PropertyDecorator {
  return applyDecorators(ApiProperty({ type: String, format: 'uuid', description }), IsUuid());
}

/** An optional UUID, in lower case. */
export function OptionalUuid(description?: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, description, example: null }),
    IsOptional(),
    IsUuid(),
  );
}

function IsUuid(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && UUID_FORM.test(value) ? value.toLowerCase() : value,
    ),
    Matches(UUID_FORM, { message: '$property must be a UUID' }),
  );
}
