import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { isEmail, IsOptional, IsUrl, Matches } from 'class-validator';
import { IsJsonObject } from '../../validation/json-object.decorator.js';
import { Satisfies } from '../../validation/rule.decorator.js';
import { OptionalText } from '../../validation/text.decorator.js';

/** Most bytes of `additional_data`, as compact JSON. */
const ADDITIONAL_DATA_BYTES = 16 * 1024;

const filterable: string[] = [];

/** Lists can be filtered by this field: exactly this value, in any case. Such a field has an index. */
export function Filterable(): PropertyDecorator {
  return (_target, field) => {
    filterable.push(String(field));
  };
}

/** The fields of `Fields` that are `@Filterable()`. */
export function filterableFields<Fields>(): (keyof Fields & string)[] {
  return filterable as (keyof Fields & string)[];
}

// The same forms as the table's CHECK constraints, so that no request ever meets one.
const EMAIL_FORM = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;
const URL_FORM = /^https?:\/\/\S+$/i;

/** An http or https URL of at most 500 characters. */
export function UrlField(example: string): PropertyDecorator {
  const message = '$property must be an http or https URL';
  return applyDecorators(
    OptionalText({ max: 500, example, format: 'uri' }),
    IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false }, { message }),
    Matches(URL_FORM, { message }),
  );
}

export function EmailField(): PropertyDecorator {
  const message = 'contact_email must be an e-mail address';
  return applyDecorators(
    OptionalText({ max: 255, example: 'dana.reyes@acme.example', format: 'email' }),
    Satisfies('is_email', isWellFormedEmail, 'must be an e-mail address'),
    Matches(EMAIL_FORM, { message }),
  );
}

/** validator's own check throws on a lone surrogate. */
function isWellFormedEmail(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed() && isEmail(value);
}

export function AdditionalDataField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'object',
      additionalProperties: true,
      nullable: true,
      description: 'Anything else, at most 16 KB of JSON.',
      example: { source: 'webinar', campaign: 'autumn' },
    }),
    Transform(({ value }: { value: unknown }) => (value === '' ? null : value)),
    IsOptional(),
    IsJsonObject(ADDITIONAL_DATA_BYTES),
  );
}
