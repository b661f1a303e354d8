import { readFileSync } from 'node:fs';
import { applyDecorators } from '@nestjs/common';
import { Expose, Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateBy } from 'class-validator';

/** A setting as its documents show it. */
export interface DeclaredSetting {
  /** The environment variable. */
  key: string;
  /** What it does, in sentences. */
  description: string;
  /** Which values it takes, such as "integer, 1 to 500". */
  values: string;
  property: string;
}

interface SettingOptions {
  values: string;
  convert?: (text: string) => unknown;
  rules: PropertyDecorator[];
}

const declared = new Map<object, DeclaredSetting[]>();

const OFF = ['false', '0', 'no', 'off'];
const ON = ['true', '1', 'yes', 'on'];

/** The settings of a group, in the order of their declaration. */
export function settingsOf(group: { prototype: object }): DeclaredSetting[] {
  return declared.get(group.prototype) ?? [];
}

/** Binds a property to an environment variable; an empty variable counts as unset, as shells and compose files leave it. */
function Setting(key: string, description: string, options: SettingOptions): PropertyDecorator {
  const { values, convert = (text) => text, rules } = options;
  return (target, property) => {
    const settings = declared.get(target) ?? [];
    declared.set(target, [...settings, { key, description, values, property: String(property) }]);
    applyDecorators(
      Expose({ name: key }),
      Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? convert(value.trim()) : value)),
      ...rules,
    )(target, property);
  };
}

/** A whole number between `min` and `max`, both included. */
export function IntegerSetting(key: string, description: string, min: number, max: number): PropertyDecorator {
  const message = `${key} must be a whole number from ${min} to ${max}`;
  return Setting(key, description, {
    values: `integer, ${min} to ${max}`,
    convert: Number,
    rules: [IsInt({ message }), Min(min, { message }), Max(max, { message })],
  });
}

/** `true` or `false` (also 1/0, yes/no, on/off). */
export function FlagSetting(key: string, description: string): PropertyDecorator {
  return Setting(key, description, {
    values: 'true or false',
    convert: (text) => (ON.includes(text.toLowerCase()) ? true : OFF.includes(text.toLowerCase()) ? false : text),
    rules: [IsIn([true, false], { message: `${key} must be true or false` })],
  });
}

/** One of a fixed set of words. */
export function ChoiceSetting(key: string, description: string, choices: readonly string[]): PropertyDecorator {
  return Setting(key, description, {
    values: choices.join(', '),
    rules: [IsIn([...choices], { message: `${key} must be one of ${choices.join(', ')}` })],
  });
}

/** An optional text of a given form; `rule` ends the sentence "KEY must ...". */
export function TextSetting(key: string, description: string, form: RegExp, rule: string): PropertyDecorator {
  return Setting(key, description, {
    values: 'text',
    rules: [IsOptional(), Matches(form, { message: `${key} must ${rule}` })],
  });
}

/** An optional path of a file that can be read. */
export function FileSetting(key: string, description: string): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && isReadable(value);
  const defaultMessage = () => `${key} must be a file that the service can read`;
  return Setting(key, description, {
    values: 'path',
    rules: [IsOptional(), ValidateBy({ name: 'file', validator: { validate, defaultMessage } })],
  });
}

function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** An optional text that must be kept secret; `rule` ends the sentence "KEY must ...". */
export function SecretSetting(
  key: string,
  description: string,
  form: RegExp | ((value: string) => boolean) = /^\S+$/,
  rule = 'be one word without spaces',
): PropertyDecorator {
  const holds = form instanceof RegExp ? (value: string) => form.test(value) : form;
  const validate = (value: unknown) => typeof value === 'string' && holds(value);
  return Setting(key, description, {
    values: 'secret',
    rules: [
      IsOptional(),
      ValidateBy({ name: 'secret', validator: { validate, defaultMessage: () => `${key} must ${rule}` } }),
    ],
  });
}

/** An optional http or https address, kept without its trailing slash. */
export function UrlSetting(key: string, description: string, mayHaveQuery = false): PropertyDecorator {
  // A user and password would be sent nowhere, and shown where addresses are.
  const form = mayHaveQuery ? /^https?:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?$/ : /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/;
  const rule = `be an http or https URL without a user and password${mayHaveQuery ? '' : ', and without a query'}`;
  const validate = (value: unknown) => typeof value === 'string' && form.test(value) && URL.canParse(value);
  return Setting(key, description, {
    values: 'URL',
    convert: (text) => text.replace(/\/+$/, ''),
    rules: [
      IsOptional(),
      ValidateBy({ name: 'url', validator: { validate, defaultMessage: () => `${key} must ${rule}` } }),
    ],
  });
}

/**
 * A comma-separated list of entries that each hold; it is empty when unset, and when it says `false`. `rule` ends the
 * sentence "KEY must ...".
 */
export function ListSetting(
  key: string,
  description: string,
  holds: (entry: string) => boolean,
  rule: string,
): PropertyDecorator {
  const validate = (value: unknown) => Array.isArray(value) && value.every((entry) => holds(String(entry)));
  return Setting(key, description, {
    values: 'comma-separated list',
    convert: (text) => (OFF.includes(text.toLowerCase()) ? [] : text.split(',').map((entry) => entry.trim())),
    rules: [ValidateBy({ name: 'list', validator: { validate, defaultMessage: () => `${key} must ${rule}` } })],
  });
}

/**
 * A JSON text, read by `read`, which throws an Error whose message ends the sentence "KEY must ..." where it does not fit.
 */
export function JsonSetting(key: string, description: string, read: (value: unknown) => unknown): PropertyDecorator {
  return ReadSetting(key, description, 'JSON', (text) => read(parseJson(text)));
}

/** A comma-separated list of `name=value`, read by `read` as that of `JsonSetting` is. */
export function PairsSetting(
  key: string,
  description: string,
  read: (pairs: [name: string, value: string][]) => unknown,
): PropertyDecorator {
  return ReadSetting(key, description, 'comma-separated name=value', (text) => read(pairsIn(text)));
}

function ReadSetting(
  key: string,
  description: string,
  values: string,
  read: (text: string) => unknown,
): PropertyDecorator {
  const convert = (text: string): unknown => {
    try {
      return read(text);
    } catch (error) {
      return error;
    }
  };
  const validator = {
    validate: (value: unknown) => !(value instanceof Error),
    defaultMessage: (args?: { value: unknown }) => `${key} ${(args?.value as Error).message}`,
  };
  return Setting(key, description, { values, convert, rules: [ValidateBy({ name: 'read', validator })] });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('must be JSON');
  }
}

function pairsIn(text: string): [string, string][] {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter(Boolean).map((entry) => {
    const [name = '', ...value] = entry.split('=');
    return [name.trim(), value.join('=').trim()];
  });
}
