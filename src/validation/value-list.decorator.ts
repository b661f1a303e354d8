import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { countryCode } from './country.decorator.js';
import { Rule, shown } from './rule.decorator.js';
import { ListShape, Shaped } from './shape.js';
import { isLonger, textProblem } from './text.decorator.js';

/** Most values of one list: each is a look-up of its own. */
const MOST_VALUES = 20;
/** Texts can hold commas themselves, as in "Leisure, Travel & Tourism". */
const BETWEEN_TEXTS = /,(?! )/;

interface ValueListRule {
  description?: string;
}

/**
 * One value or several, as a list or as one text with commas between them (without a space behind); none of them twice. It may
 * be absent, as an empty text is.
 * @param max most characters of each
 * @param read what a person would read in each of them
 */
export function OptionalTexts(
  max: number,
  read: (value: unknown) => unknown,
  rule: ValueListRule = {},
): PropertyDecorator {
  return ValueList(
    { type: String, maxLength: max },
    rule,
    (value) => (isBlank(value) ? null : listOf(value, BETWEEN_TEXTS).map((item) => read(item) ?? '')),
    (item) => {
      if (typeof item !== 'string') return `must be texts, not ${shown(item)}`;
      if (item === '') return 'must not have an empty value';
      const problem = isLonger(item, max) ? `must have at most ${max} characters each` : textProblem(item, false);
      return problem === undefined ? undefined : `${problem}: ${shown(item)}`;
    },
  );
}

/** As `OptionalTexts`, of countries by code or name; they arrive as alpha-2 codes. */
export function OptionalCountries(rule: ValueListRule = {}): PropertyDecorator {
  return ValueList({ type: String }, rule, countriesIn, (item) =>
    typeof item === 'string' && countryCode(item) === item
      ? undefined
      : `must be ISO 3166-1 codes or names of countries, not ${shown(item)}`,
  );
}

/** One or several of `values`, as a list or as one text with commas between them; none of them twice. It may be absent. */
export function OptionalChoices(values: readonly string[], rule: ValueListRule = {}): PropertyDecorator {
  return ValueList(
    { enum: [...values] },
    rule,
    (value) => listOf(value, ',').map((item) => (typeof item === 'string' ? item.trim() : item)),
    (item) => (values.includes(item as string) ? undefined : `must be of ${values.join(', ')}, not ${shown(item)}`),
  );
}

function ValueList(
  items: object,
  rule: ValueListRule,
  read: (value: unknown) => unknown[] | null,
  problemOf: (item: unknown) => string | undefined,
): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ isArray: true, maxItems: MOST_VALUES, ...items, ...rule }),
    Transform(({ value }: { value: unknown }) => (value == null ? value : read(value))),
    IsOptional(),
    Shaped(new ListShape(MOST_VALUES)),
    Rule('value_list', (value) => {
      if (!Array.isArray(value)) return 'must be a list';
      // An empty list does not mean everything.
      if (value.length === 0) return 'must have a value';
      if (new Set(value).size < value.length) return 'must not have a value twice';
      return value.map(problemOf).find((problem) => problem !== undefined);
    }),
  );
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

/** The values of a list, of which each may be several; those that are no texts stay as they are. */
function listOf(value: unknown, separator: RegExp | string): unknown[] {
  return [value]
    .flat()
    .flatMap((item: unknown) => (typeof item === 'string' ? item.split(separator, MOST_VALUES + 1) : [item]));
}

/** A name can hold commas, as in "Korea, Republic of"; where each part is a country, there are several. */
function countriesIn(value: unknown): unknown[] | null {
  if (isBlank(value)) return null;
  return [value].flat().flatMap((item: unknown) => {
    if (typeof item !== 'string') return [item];
    const parts = item.split(',', MOST_VALUES + 1).map((part) => part.trim());
    const codes = parts.map((part) => countryCode(part));
    if (codes.every((code) => code !== undefined)) return codes;
    const whole = countryCode(item);
    return whole === undefined ? parts.map((part, index) => codes[index] ?? part) : [whole];
  });
}
