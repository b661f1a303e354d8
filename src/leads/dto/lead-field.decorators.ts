import { applyDecorators, type Type } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { OptionalCountry } from '../../validation/country.decorator.js';
import { IsJsonObject } from '../../validation/json-object.decorator.js';
import { Rule, shown } from '../../validation/rule.decorator.js';
import { shapesOf } from '../../validation/shape.js';
import { OptionalText, Text, type TextRule } from '../../validation/text.decorator.js';
import { readData } from '../fields/read-data.js';
import { isEmailAddress, readEmails } from '../fields/read-emails.js';
import { LONGEST_PHONE, readPhones } from '../fields/read-phones.js';
import { readLine, readLines, readName } from '../fields/read-text.js';
import { readLinkedInUrls, readUrls } from '../fields/read-url.js';
import { isWebAddress } from '../fields/web-address.js';

/** Most bytes of `additional_data`, as compact JSON. */
export const ADDITIONAL_DATA_BYTES = 16 * 1024;
const COUNTRY_CODE = /^\s*[A-Z]{2}\s*$/i;

const filterable = new Map<string, PropertyDecorator>();

/**
 * Lists can be filtered by this field: exactly these values, in any case. Such a field has an index.
 * @param values the rules of the filter
 */
export function Filterable(values: PropertyDecorator): PropertyDecorator {
  return (_target, field) => {
    filterable.set(String(field), values);
  };
}

/** Leads are found by them as a whole. */
type LookUp = 'external_id' | 'contact_email';

/** The fields of `type` that are `@Filterable()`. */
export function filterableFields<Fields extends object>(type: Type<Fields>): Exclude<keyof Fields & string, LookUp>[] {
  return [...shapesOf(type).keys()].filter((field) => filterable.has(field)) as Exclude<
    keyof Fields & string,
    LookUp
  >[];
}

/** `base`, with the filters by these fields. */
export function filteredBy<Base extends object, Field extends string>(
  base: Type<Base>,
  fields: readonly Field[],
): Type<Base & Partial<Record<Field, string[] | null>>> {
  class Filtered extends (base as Type<object>) {}
  for (const field of fields) filterable.get(field)?.(Filtered.prototype, field);
  return Filtered as Type<Base & Partial<Record<Field, string[] | null>>>;
}

/** A text of one line that may be absent; it arrives as a person would read it. */
export function LineField(rule: TextRule): PropertyDecorator {
  return OptionalText({ ...rule, read: readLine });
}

/** A name of one line that must be there. Invisible characters alone are an empty text. */
export function NameField(rule: TextRule): PropertyDecorator {
  return Text({ ...rule, read: (value) => (value == null ? value : (readName(value) ?? '')) });
}

/** A text of many lines that may be absent. */
export function LinesField(rule: TextRule): PropertyDecorator {
  return OptionalText({ ...rule, multiline: true, read: readLines });
}

/** An http or https URL of at most 500 characters; without a scheme it becomes https. */
export function UrlField(example: string, readAll = readUrls): PropertyDecorator {
  return applyDecorators(
    OptionalText({ max: 500, example, format: 'uri', read: (value) => readAll(value).first }),
    Rule('is_url', (value) => (isWebAddress(value) ? undefined : `must be an http or https URL, not ${shown(value)}`)),
  );
}

/** The URL of a page of LinkedIn, of which the path is enough. */
export function LinkedInField(): PropertyDecorator {
  return UrlField('https://www.linkedin.com/in/dana-reyes', readLinkedInUrls);
}

/** An e-mail address of at most 255 characters. */
export function EmailField(): PropertyDecorator {
  const read = (value: unknown) => readEmails(value).first;
  return applyDecorators(
    OptionalText({ max: 255, example: 'dana.reyes@acme.example', format: 'email', read }),
    Rule('is_email', (value) => (isEmailAddress(value) ? undefined : `must be an e-mail address, not ${shown(value)}`)),
  );
}

/** A phone number of at most 50 characters, in any form. */
export function PhoneField(example: string): PropertyDecorator {
  return OptionalText({ max: LONGEST_PHONE, example, read: (value) => readPhones(value).first });
}

/** A country that may be absent. "NA" is Namibia, "n/a" is none. */
export function CountryField(): PropertyDecorator {
  return OptionalCountry((value) =>
    typeof value === 'string' && COUNTRY_CODE.test(value) ? value.trim() : readLine(value),
  );
}

/** The whole of a field, by which leads are found: read as the field is, only that a placeholder is not absent. */
export function LookedUp(description?: string, read = readName): PropertyDecorator {
  return OptionalText({ max: 255, description, read });
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
    Transform(({ value }: { value: unknown }) => readData(value)),
    IsOptional(),
    IsJsonObject(ADDITIONAL_DATA_BYTES),
  );
}
