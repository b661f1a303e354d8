import type { Type } from '@nestjs/common';
import { type ApiPropertyOptions, DECORATORS } from '@nestjs/swagger';
import { ValidationError } from '../errors/request.errors.js';
import { validationPipe } from './validation.pipe.js';

/** JSON Schema, draft 2020-12. */
export type JsonSchema = Record<string, unknown>;

/** Standard Schema with JSON Schema (https://standardschema.dev) of one DTO. */
export interface DtoSchema<Shape> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'sales-agent';
    readonly types?: { readonly input: Shape; readonly output: Shape };
    readonly validate: (
      value: unknown,
    ) => Promise<{ value: Shape } | { issues: { message: string; path: string[] }[] }>;
    readonly jsonSchema: { readonly input: () => JsonSchema; readonly output: () => JsonSchema };
  };
}

/** What of a field's documentation helps a model to fill it; the rest would only make every list of tools longer. */
const REQUEST_KEYWORDS = ['minimum', 'maximum', 'description'];

const pipe = validationPipe();

/** A DTO as a Standard Schema: it validates by the rules of the REST API, and describes itself as @nestjs/swagger knows it. */
export function dtoSchema<Shape extends object>(type: Type<Shape>): DtoSchema<Shape> {
  return {
    '~standard': {
      version: 1,
      vendor: 'sales-agent',
      validate: async (value) => {
        try {
          return { value: await parseDto(type, value) };
        } catch (error) {
          if (!(error instanceof ValidationError)) throw error;
          return { issues: error.problems.map(({ field, message }) => ({ message, path: field.split('.') })) };
        }
      },
      jsonSchema: { input: () => requestSchema(type), output: () => responseSchema(type) },
    },
  };
}

/**
 * `value` as a DTO, by the rules of the REST API; a field that is `null` counts as absent.
 * @throws ValidationError
 */
export async function parseDto<Shape extends object>(type: Type<Shape>, value: unknown): Promise<Shape> {
  const given = Object.entries(value ?? {}).filter(([, field]) => field !== null);
  return (await pipe.transform(Object.fromEntries(given), { type: 'body', metatype: type })) as Shape;
}

/** Says in words what a field of a DTO holds that is described elsewhere already, in place of its schema. */
export function refer<Shape extends object>(type: Type<Shape>, field: keyof Shape & string, description: string): void {
  const prototype = type.prototype as object;
  const { required } = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, field) as Property;
  Reflect.defineMetadata(DECORATORS.API_MODEL_PROPERTIES, { type: 'object', required, description }, prototype, field);
}

/** Leaves fields of a DTO undescribed where their names, or the tool's description, say as much. */
export function undescribe<Shape extends object>(type: Type<Shape>, fields: (keyof Shape & string)[]): void {
  const prototype = type.prototype as object;
  for (const field of fields) {
    const options = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, field) as Property;
    Reflect.defineMetadata(DECORATORS.API_MODEL_PROPERTIES, { ...options, description: '' }, prototype, field);
  }
}

/**
 * The schema of what `type` takes. Fields of its own are described with their bounds; those of what it holds are named, and
 * said of free objects that they are: every client puts it before its model.
 */
export function requestSchema(type: Type): JsonSchema {
  return new SchemaBuilder(type, true).build();
}

/**
 * The schema of what `project` makes of a response. Every client puts it before its model, so it is short: no
 * descriptions, and of what the response holds only that it is an object; its values tell the rest.
 */
export function responseSchema(type: Type): JsonSchema {
  return new SchemaBuilder(type, false).build();
}

/** `value` as `type` declares it: undeclared fields and nulls are left out. */
export function project<Shape extends object>(type: Type<Shape>, value: Shape): Shape {
  const projected: Record<string, unknown> = {};
  for (const [name, options] of propertiesOf(type)) {
    const field = (value as Record<string, unknown>)[name];
    if (field == null) continue;
    const model = modelOf(options);
    if (model === undefined) projected[name] = field;
    else if (Array.isArray(field)) projected[name] = field.map((item: object) => project(model, item));
    else projected[name] = project(model, field);
  }
  return projected as Shape;
}

type Property = ApiPropertyOptions & { isArray?: boolean; nullable?: boolean; items?: JsonSchema };

const known = new Map<Type, [name: string, options: Property][]>();

function propertiesOf(type: Type): [name: string, options: Property][] {
  let properties = known.get(type);
  if (properties === undefined) {
    const { prototype } = type as { prototype: object };
    const names = (Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, prototype) ?? []) as string[];
    properties = names.map((key) => {
      const name = key.slice(1);
      return [name, resolved(Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, name) as Property)];
    });
    known.set(type, properties);
  }
  return properties;
}

/** The compiler's plugin of @nestjs/swagger wraps types in arrow functions, which have no prototype. */
function resolved(options: Property): Property {
  const { type } = options as { type?: unknown };
  const isLazy = typeof type === 'function' && type.prototype === undefined;
  const actual: unknown = isLazy ? (type as () => unknown)() : type;
  return (
    Array.isArray(actual) ? { ...options, type: actual[0] as unknown, isArray: true } : { ...options, type: actual }
  ) as Property;
}

/** Builds the schema of one DTO. */
class SchemaBuilder {
  /** @param isRequest whether values are to be written by it, so that bounds, defaults and descriptions matter */
  constructor(
    private readonly type: Type,
    private readonly isRequest: boolean,
  ) {}

  build(): JsonSchema {
    return this.object(this.type);
  }

  private object(type: Type): JsonSchema {
    const properties = propertiesOf(type);
    const isRoot = type === this.type;
    const required = properties.filter(([, { required, nullable }]) => required !== false && nullable !== true);
    return {
      type: 'object',
      properties: Object.fromEntries(properties.map(([name, options]) => [name, this.property(options, isRoot)])),
      ...(required.length > 0 ? { required: required.map(([name]) => name) } : {}),
      ...(this.isRequest ? { additionalProperties: false } : {}),
    };
  }

  private property(options: Property, isOfRoot: boolean): JsonSchema {
    const isArray = options.isArray === true || options.type === 'array';
    const value = this.value(options);
    const isDescribed = this.isRequest && (isOfRoot || value.type === 'object');
    const documented = REQUEST_KEYWORDS.flatMap((keyword): [string, unknown][] => {
      const found = (options as Record<string, unknown>)[keyword];
      return found === undefined || found === '' || !isDescribed ? [] : [[keyword, found]];
    });
    return { ...(isArray ? { type: 'array', items: value } : value), ...Object.fromEntries(documented) };
  }

  private value(options: Property): JsonSchema {
    const { type, enum: values } = { ...options, ...options.items } as { type?: unknown; enum?: unknown[] };
    const model = modelOf(options);
    if (model !== undefined) return this.isRequest ? this.object(model) : { type: 'object' };
    return { type: typeName(type), ...(this.isRequest && values !== undefined ? { enum: values } : {}) };
  }
}

function typeName(type: unknown): string {
  if (typeof type === 'function') return type.name.toLowerCase();
  return typeof type === 'string' ? type : 'object';
}

/** The class of a property that is a DTO itself. */
function modelOf({ type }: Property): Type<object> | undefined {
  const isModel = typeof type === 'function' && ![String, Number, Boolean, Object, Array].includes(type as never);
  return isModel ? (type as Type<object>) : undefined;
}
