import type { Type } from '@nestjs/common';
import { getMetadataStorage, ValidateBy, type ValidationArguments } from 'class-validator';

/**
 * What a field holds that is more than one text, number or truth value. Shapes are checked before anything is read or
 * copied, so that a value which is too large costs nothing.
 */
export abstract class Shape {
  /** The name of the rule in answers. */
  abstract readonly rule: string;

  /** What is wrong with `value` itself, in words that follow the name of its field. */
  abstract problemOf(value: unknown): string | undefined;
}

/** A list of at most `maxItems` single values, or of objects of one class. */
export class ListShape extends Shape {
  override readonly rule = 'list';

  constructor(
    readonly maxItems: number,
    readonly options: { of?: () => Type; minItems?: number } = {},
  ) {
    super();
  }

  override problemOf(value: unknown): string | undefined {
    const { of, minItems = 0 } = this.options;
    if (!Array.isArray(value)) return 'must be a list';
    if (value.length > this.maxItems) return `must have at most ${this.maxItems} items`;
    if (value.length < minItems) return `must have at least ${minItems} items`;
    const isFlat = of !== undefined || value.every((item) => typeof item !== 'object');
    return isFlat ? undefined : 'must not hold lists or objects';
  }
}

/** An object of one class. */
export class ObjectShape extends Shape {
  override readonly rule = 'is_object';

  constructor(readonly of: () => Type) {
    super();
  }

  override problemOf(value: unknown): string | undefined {
    return isJsonObject(value) ? undefined : 'must be an object';
  }
}

/** Stands for an opaque value that has been checked while everything else is. */
export const CHECKED = Symbol('checked');

/** JSON that belongs to no class: it is checked whole, and passed on as it is. */
export class OpaqueShape extends Shape {
  constructor(
    override readonly rule: string,
    private readonly check: (value: unknown) => string | undefined,
  ) {
    super();
  }

  override problemOf(value: unknown): string | undefined {
    return this.check(value);
  }
}

/** Declares the shape of a field that is more than one value; a field has one at most. */
export function Shaped(shape: Shape): PropertyDecorator {
  return ValidateBy({
    name: shape.rule,
    constraints: [shape],
    validator: {
      validate: (value) => value === CHECKED || shape.problemOf(value) === undefined,
      defaultMessage: (args?: ValidationArguments) => `${args?.property ?? ''} ${shape.problemOf(args?.value) ?? ''}`,
    },
  });
}

const known = new Map<Type, Map<string, Shape | undefined>>();

/** The fields of a DTO by name; those without a shape hold one text, number or truth value. */
export function shapesOf(type: Type): Map<string, Shape | undefined> {
  let shapes = known.get(type);
  if (shapes === undefined) {
    shapes = new Map();
    for (const { propertyName, constraints } of getMetadataStorage().getTargetValidationMetadatas(
      type,
      '',
      false,
      false,
    )) {
      const shape = (constraints as unknown[] | undefined)?.find((constraint) => constraint instanceof Shape);
      shapes.set(propertyName, shape ?? shapes.get(propertyName));
    }
    known.set(type, shapes);
  }
  return shapes;
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
