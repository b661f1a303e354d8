import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { Rule, shown } from './rule.decorator.js';

export interface TextRule {
  /** Most characters, counted as PostgreSQL counts them: Unicode code points. */
  max: number;
  example?: string;
  description?: string;
  /** Lets tabs and line breaks stand, as in notes. */
  multiline?: boolean;
  format?: string;
  /** What a person would read in a value, instead of the text without white space around it. */
  read?: (value: unknown) => unknown;
}

const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_LAYOUT = /(?![\t\n\r])\p{Cc}/u;

/** A text that must be there: trimmed, 1 to `max` characters, without control characters or lone surrogates. */
export function Text(rule: TextRule): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, minLength: 1, ...schemaOf(rule) }),
    Transform(({ value }: { value: unknown }) => (rule.read ?? trimmed)(value)),
    IsText({ ...rule, min: 1 }),
  );
}

/** A text that may be absent, for which `null`, `""` and white space alone count too; they arrive as `null`. */
export function OptionalText(rule: TextRule): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, nullable: true, ...schemaOf(rule) }),
    Transform(({ value }: { value: unknown }) => {
      const text = (rule.read ?? trimmed)(value);
      return text === '' ? null : text;
    }),
    IsOptional(),
    IsText({ ...rule, min: 0 }),
  );
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** Why `text` cannot be stored as it is, or `undefined` if it can. It reads the whole text: check the length first. */
export function textProblem(text: string, multiline: boolean): string | undefined {
  if (!text.isWellFormed()) return 'must be well-formed Unicode';
  if ((multiline ? CONTROL_BUT_LAYOUT : CONTROL).test(text)) return 'must not contain control characters';
  return undefined;
}

function schemaOf({ max, example, description, format }: TextRule) {
  return { maxLength: max, example, description, format };
}

function IsText({ min, max, multiline = false }: TextRule & { min: number }): PropertyDecorator {
  return Rule('text', (value) => {
    if (typeof value !== 'string') return `must be a string, not ${shown(value)}`;
    if (value.length < min) return 'must not be empty';
    const problem = isLonger(value, max) ? `must have at most ${max} characters` : textProblem(value, multiline);
    return problem === undefined ? undefined : `${problem}: ${shown(value)}`;
  });
}

/** Whether a text has more than `max` characters, as PostgreSQL counts them; no more than twice `max` units are read. */
export function isLonger(text: string, max: number): boolean {
  if (text.length <= max || text.length > 2 * max) return text.length > max;
  let count = 0;
  for (const character of text) count += character.length > 0 ? 1 : 0;
  return count > max;
}
