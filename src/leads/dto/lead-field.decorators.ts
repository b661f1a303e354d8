import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { isEmail, IsOptional, isURL } from 'class-validator';
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

// The forms of the table's CHECK constraints too, so that no request ever meets one.
const EMAIL_FORM = /^[^@\s]+@([^@\s]+)$/;
const URL_FORM = /^https?:\/\/\S+$/i;
const URL_OPTIONS = { protocols: ['http', 'https'], require_protocol: true, require_tld: false };

/** An http or https URL of at most 500 characters. */
export function UrlField(example: string): PropertyDecorator {
  return applyDecorators(
    OptionalText({ max: 500, example, format: 'uri' }),
    Satisfies(
      'is_url',
      (value) => typeof value === 'string' && URL_FORM.test(value) && isURL(value, URL_OPTIONS),
      'must be an http or https URL',
    ),
  );
}

/** An e-mail address of at most 255 characters. */
export function EmailField(): PropertyDecorator {
  return applyDecorators(
    OptionalText({ max: 255, example: 'dana.reyes@acme.example', format: 'email' }),
    Satisfies('is_email', isEmailAddress, 'must be an e-mail address'),
  );
}

/** The rule before has refused lone surrogates, on which validator's own check throws. */
function isEmailAddress(value: unknown): boolean {
  const domain = typeof value === 'string' ? EMAIL_FORM.exec(value)?.[1] : undefined;
  return domain?.slice(1, -1).includes('.') === true && isEmail(value);
}

export function AdditionalDataField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'object',
      additionalProperties: true,
      nullable: true,
      description: 'Anything else: a JSON object of any fields, at most 16 KB.',
      example: { source: 'webinar', campaign: 'autumn' },
    }),
    Transform(({ value }: { value: unknown }) => (value === '' ? null : value)),
    IsOptional(),
    IsJsonObject(ADDITIONAL_DATA_BYTES),
  );
}
