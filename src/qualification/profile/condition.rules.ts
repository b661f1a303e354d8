import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Rule, Satisfies } from '../../validation/rule.decorator.js';
import { isJsonObject, ListShape, Shaped } from '../../validation/shape.js';
import { isLonger, textProblem } from '../../validation/text.decorator.js';

const MAX_TEXT = 200;
const MAX_VALUES = 50;
const FIELD = /^(?:source|country|additional_data\.\S.*)$/s;

/** A field that conditions can ask for. */
export function IsConditionField(): PropertyDecorator {
  return Satisfies(
    'condition_field',
    (value) => typeof value === 'string' && FIELD.test(value),
    'must be source, country or additional_data.<key>',
  );
}

/** One value, or a list of values. */
class ValuesShape extends ListShape {
  override problemOf(value: unknown): string | undefined {
    if (isJsonObject(value)) return 'must be one value, or a list of values';
    return Array.isArray(value) ? super.problemOf(value) : undefined;
  }
}

/** What a condition compares with: what its operator takes, and nothing else. */
export function ConditionValueField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      oneOf: [
        { type: 'string', maxLength: MAX_TEXT },
        { type: 'number' },
        { type: 'boolean' },
        { type: 'array', maxItems: MAX_VALUES, items: { oneOf: [{ type: 'string' }, { type: 'number' }] } },
      ],
      description:
        'Text, number or `true`/`false` for `equals`; a list of texts and numbers for `in`; a number or an ISO date for ' +
        '`at_least`; text for `contains`; nothing for `exists`.',
      example: 'referral',
    }),
    Shaped(new ValuesShape(MAX_VALUES)),
    Rule('condition_value', (value, condition) => problemOf(value, (condition as { operator: unknown }).operator)),
  );
}

const isText = (value: unknown) =>
  typeof value === 'string' &&
  value.trim() !== '' &&
  !isLonger(value, MAX_TEXT) &&
  textProblem(value, false) === undefined;
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isDate = (value: unknown) => typeof value === 'string' && value.length <= 40 && /^\d{4}-\d\d-\d\d/.test(value);

/** What each operator takes. */
const TAKES: Record<string, { holds: (value: unknown) => boolean; message: string }> = {
  equals: {
    holds: (value) => isText(value) || isNumber(value) || typeof value === 'boolean',
    message: `must be a text of 1 to ${MAX_TEXT} characters, a number, or true or false`,
  },
  in: {
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every((item) => isText(item) || isNumber(item)),
    message: `must be a list of 1 to ${MAX_VALUES} texts of at most ${MAX_TEXT} characters, or numbers`,
  },
  at_least: { holds: (value) => isNumber(value) || isDate(value), message: 'must be a number or an ISO date' },
  contains: { holds: isText, message: `must be a text of 1 to ${MAX_TEXT} characters` },
  exists: { holds: (value) => value === undefined, message: 'must be left out for exists' },
};

/** An unknown operator is a problem of its own. */
function problemOf(value: unknown, operator: unknown): string | undefined {
  const takes = typeof operator === 'string' && Object.hasOwn(TAKES, operator) ? TAKES[operator] : undefined;
  return takes === undefined || takes.holds(value) ? undefined : takes.message;
}
