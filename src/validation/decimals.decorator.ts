import { ValidateBy } from 'class-validator';

/** A number of at most `places` decimals. class-validator's own check throws on numbers such as 1e-7. */
export function HasDecimals(places: number): PropertyDecorator {
  return ValidateBy({
    name: 'decimals',
    validator: {
      validate: (value) => typeof value === 'number' && Number(value.toFixed(places)) === value,
      defaultMessage: (args) => `${args?.property ?? ''} must be a number of at most ${places} decimals`,
    },
  });
}
