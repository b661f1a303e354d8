import { ValidateBy, type ValidationArguments } from 'class-validator';

/**
 * A rule of our own. `problemOf` returns what is wrong with a value, in words that follow the name of its field, or
 * `undefined` if nothing is.
 */
export function Rule(
  name: string,
  problemOf: (value: unknown, object: object) => string | undefined,
): PropertyDecorator {
  const check = (args: ValidationArguments | undefined) => problemOf(args?.value, args?.object ?? {});
  return ValidateBy({
    name,
    validator: {
      validate: (_, args) => check(args) === undefined,
      defaultMessage: (args) => `${args?.property ?? ''} ${check(args) ?? 'is not valid'}`,
    },
  });
}

/** A rule with one message, in words that follow the name of the field. */
export function Satisfies(
  name: string,
  holds: (value: unknown, object: object) => boolean,
  message: string,
): PropertyDecorator {
  return Rule(name, (value, object) => (holds(value, object) ? undefined : message));
}

const SHOWN = 40;

/** The beginning of a value, in quotes, for a message about it; of what is no text, what it is. */
export function shown(value: unknown): string {
  if (typeof value !== 'string') return kindOf(value);
  const characters = Array.from(value.slice(0, 2 * SHOWN).toWellFormed());
  return JSON.stringify(characters.length > SHOWN ? `${characters.slice(0, SHOWN).join('')}...` : value);
}

function kindOf(value: unknown): string {
  if (value == null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
