import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { OptionalCountry } from '../../validation/country.decorator.js';
import { IsJsonObject } from '../../validation/json-object.decorator.js';
import { Rule, shown } from '../../validation/rule.decorator.js';
import { OptionalText, Text, type TextRule } from '../../validation/text.decorator.js';
import { isEmailAddress, readEmails } from '../fields/read-emails.js';
import { readLine, readLines, readName } from '../fields/read-text.js';
import { readLinkedInUrls, readUrls } from '../fields/read-url.js';
import { isWebAddress } from '../fields/web-address.js';

/** Most bytes of `additional_data`, as compact JSON. */
export const ADDITIONAL_DATA_BYTES = 16 * 1024;
const COUNTRY_CODE = /^[A-Z]{2}$/i;

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

/** A text of one line that may be absent; it arrives as a person would read it. */
export function LineField(rule: TextRule): PropertyDecorator {
  return applyDecorators(OptionalText(rule), Reads(readLine));
}

/** A name of one line that must be there. */
export function NameField(rule: TextRule): PropertyDecorator {
  return applyDecorators(Text(rule), Reads(readName));
}

/** A text of many lines that may be absent. */
export function LinesField(rule: TextRule): PropertyDecorator {
  return applyDecorators(OptionalText({ ...rule, multiline: true }), Reads(readLines));
}

/** An http or https URL of at most 500 characters; without a scheme it becomes https. */
export function UrlField(example: string, read = readUrls): PropertyDecorator {
  return applyDecorators(
    OptionalText({ max: 500, example, format: 'uri' }),
    Rule('is_url', (value) => (isWebAddress(value) ? undefined : `must be an http or https URL, not ${shown(value)}`)),
    Reads((value) => read(value).first),
  );
}

/** The URL of a page of LinkedIn, of which the path is enough. */
export function LinkedInField(): PropertyDecorator {
  return UrlField('https://www.linkedin.com/in/dana-reyes', readLinkedInUrls);
}

/** An e-mail address of at most 255 characters. */
export function EmailField(): PropertyDecorator {
  return applyDecorators(
    OptionalText({ max: 255, example: 'dana.reyes@acme.example', format: 'email' }),
    Rule('is_email', (value) => (isEmailAddress(value) ? undefined : `must be an e-mail address, not ${shown(value)}`)),
    Reads((value) => readEmails(value).first),
  );
}

/** A country that may be absent. "NA" is Namibia, "n/a" is none. */
export function CountryField(): PropertyDecorator {
  return applyDecorators(
    OptionalCountry(),
    Reads((value) => (typeof value === 'string' && COUNTRY_CODE.test(value.trim()) ? value : readLine(value))),
  );
}

/** Comes last in a list of decorators: class-transformer runs the last one first. */
function Reads(read: (value: unknown) => unknown): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => read(value));
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
