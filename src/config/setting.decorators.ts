import { applyDecorators } from '@nestjs/common';
import { Expose, Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateBy } from 'class-validator';

/** Every environment variable the service knows, in the order of declaration; `.env.example` must name the same. */
export const declaredSettings: string[] = [];

const OFF = ['false', '0', 'no', 'off'];
const ON = ['true', '1', 'yes', 'on'];

/** Binds a property to an environment variable; an empty variable counts as unset, as shells and compose files leave it. */
function Setting(key: string, convert: (text: string) => unknown, ...rules: PropertyDecorator[]): PropertyDecorator {
  declaredSettings.push(key);
  return applyDecorators(
    Expose({ name: key }),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? convert(value.trim()) : value)),
    ...rules,
  );
}

/** A whole number between `min` and `max`, both included. */
export function IntegerSetting(key: string, min: number, max: number): PropertyDecorator {
  const message = `${key} must be a whole number from ${min} to ${max}`;
  return Setting(key, Number, IsInt({ message }), Min(min, { message }), Max(max, { message }));
}

/** `true` or `false` (also 1/0, yes/no, on/off). */
export function FlagSetting(key: string): PropertyDecorator {
  const toFlag = (text: string) =>
    ON.includes(text.toLowerCase()) ? true : OFF.includes(text.toLowerCase()) ? false : text;
  return Setting(key, toFlag, IsIn([true, false], { message: `${key} must be true or false` }));
}

/** One of a fixed set of words. */
export function ChoiceSetting(key: string, choices: readonly string[]): PropertyDecorator {
  return Setting(key, (text) => text, IsIn([...choices], { message: `${key} must be one of ${choices.join(', ')}` }));
}

/** An optional text of a given form; `rule` ends the sentence "KEY must …". */
export function TextSetting(key: string, form: RegExp, rule: string): PropertyDecorator {
  return Setting(key, (text) => text, IsOptional(), Matches(form, { message: `${key} must ${rule}` }));
}

/** An optional http or https address, kept without its trailing slash. */
export function UrlSetting(key: string): PropertyDecorator {
  const isUrl = /^https?:\/\/[^\s/?#]+[^\s?#]*$/;
  return Setting(
    key,
    (text) => text.replace(/\/+$/, ''),
    IsOptional(),
    Matches(isUrl, { message: `${key} must be an http or https URL without a query` }),
  );
}

/**
 * A comma-separated list of entries that each hold; it is empty when unset, and when it says `false`. `rule` ends the
 * sentence "KEY must …".
 */
export function ListSetting(key: string, holds: (entry: string) => boolean, rule: string): PropertyDecorator {
  const toList = (text: string) =>
    OFF.includes(text.toLowerCase()) ? [] : text.split(',').map((entry: string) => entry.trim());
  const validate = (value: unknown) => Array.isArray(value) && value.every((entry) => holds(String(entry)));
  return Setting(
    key,
    toList,
    ValidateBy({ name: 'list', validator: { validate, defaultMessage: () => `${key} must ${rule}` } }),
  );
}

/**
 * A JSON text, read by `read`, which throws an Error whose message ends the sentence "KEY must ..." where it does not fit.
 */
export function JsonSetting(key: string, read: (value: unknown) => unknown): PropertyDecorator {
  const convert = (text: string): unknown => {
    try {
      return read(JSON.parse(text));
    } catch (error) {
      return error instanceof SyntaxError ? new Error('must be JSON') : error;
    }
  };
  return Setting(
    key,
    convert,
    ValidateBy({
      name: 'json',
      validator: {
        validate: (value) => !(value instanceof Error),
        defaultMessage: (args) => `${key} ${(args?.value as Error).message}`,
      },
    }),
  );
}
