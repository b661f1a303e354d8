import type { Type } from '@nestjs/common';
import type { FieldProblem } from '../errors/request.errors.js';
import { CHECKED, isJsonObject, ListShape, ObjectShape, OpaqueShape, type Shape, shapesOf } from './shape.js';

type Fields = Record<string, unknown>;

/** A DTO class that reads its input otherwise than it was written, such as one field as two. It gets any JSON object. */
export interface RewritesInput {
  rewrite(input: Readonly<Fields>): Readonly<Fields>;
}

/** Callers may send unknown fields with names of any length. */
export const MAX_NAME = 100;

/**
 * Reads from `value` what the fields of a DTO can hold, and nothing else: everything behind it copies and checks each value
 * that there is, which takes seconds for a body of 1 MB where one text is expected.
 */
export class BoundedInput {
  readonly problems: FieldProblem[] = [];
  /** The fields of `value`, without what is refused already and without opaque values. */
  readonly fields: Fields;
  private readonly refused = new Set<string>();
  private readonly opaque: { path: string[]; value: object }[] = [];

  constructor(type: Type, value: Fields) {
    this.fields = this.read(type, value, []);
  }

  /** Whether the field, or one that holds it, is refused already. */
  refuses(field: string): boolean {
    for (let end = field.indexOf('.'); end >= 0; end = field.indexOf('.', end + 1)) {
      if (this.refused.has(field.slice(0, end))) return true;
    }
    return this.refused.has(field);
  }

  /** Puts the opaque values, which are passed on as they are, into the DTO. */
  complete(dto: object): void {
    for (const { path, value } of this.opaque) {
      const holders = path.slice(0, -1);
      const holder = holders.reduce((object, name) => object[name] as Fields, dto as Fields);
      holder[path.at(-1) ?? ''] = value;
    }
  }

  private read(type: Type, given: Fields, path: string[]): Fields {
    const value = 'rewrite' in type ? (type as unknown as RewritesInput).rewrite(given) : given;
    const shapes = shapesOf(type);
    const fields: Fields = {};
    for (const name of Object.keys(value)) {
      const field = value[name];
      if (!shapes.has(name)) this.refuseUnknown([...path, name]);
      else if (typeof field !== 'object' || field === null) fields[name] = field;
      else fields[name] = this.readObject(shapes.get(name), field, [...path, name]);
    }
    return fields;
  }

  private readObject(shape: Shape | undefined, value: object, path: string[]): unknown {
    // The rule of the field refuses an empty one as it would the whole.
    if (shape === undefined) return Array.isArray(value) ? [] : {};
    const problem = shape.problemOf(value);
    if (problem !== undefined) {
      this.refuse(path, shape.rule, problem);
      return undefined;
    }
    if (shape instanceof OpaqueShape) {
      this.opaque.push({ path, value });
      return CHECKED;
    }
    if (shape instanceof ObjectShape) return this.read(shape.of(), value as Fields, path);
    const { of } = (shape as ListShape).options;
    return of === undefined ? value : this.readItems(of(), value as unknown[], path);
  }

  private readItems(type: Type, items: unknown[], path: string[]): unknown[] {
    return items.map((item, index) => {
      const itemPath = [...path, String(index)];
      if (isJsonObject(item)) return this.read(type, item, itemPath);
      this.refuse(itemPath, 'is_object', 'must be an object');
      return undefined;
    });
  }

  private refuse(path: string[], rule: string, problem: string): void {
    const field = path.join('.');
    this.add({ field, rule, message: `${field} ${problem}` });
  }

  private refuseUnknown(path: string[]): void {
    const field = path.map((name) => name.slice(0, MAX_NAME)).join('.');
    this.add({ field, rule: 'whitelist_validation', message: `property ${field} should not exist` });
  }

  private add(problem: FieldProblem): void {
    this.problems.push(problem);
    this.refused.add(problem.field);
  }
}
