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
