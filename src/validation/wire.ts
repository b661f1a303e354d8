import { isoTime } from './iso-time.js';

/** `companyName` as `company_name`. */
type SnakeCase<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : Name;

/** `company_name` as `companyName`. */
type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

type ToWire<Value> = Value extends Date ? string : Value;

/** An entity with the names and the values of JSON. */
export type Wire<Entity> = {
  [Name in keyof Entity as Name extends string ? SnakeCase<Name> : never]: ToWire<Entity[Name]>;
};

/** A request with the names of the code. */
export type FromWire<Request> = {
  [Name in keyof Request as Name extends string ? CamelCase<Name> : never]: Request[Name];
};

type Class<Shape> = new () => Shape;

/** `Entity`, if it has every field of `Response`; otherwise a type that it does not match. */
type Complete<Response, Entity> = Wire<Entity> extends Response ? Entity : Entity & Wire<Entity> & Response;

const fields = new Map<Class<object>, [wireName: string, name: string][]>();
const names = new Map<string, string>();

/**
 * `entity` as a response: exactly the fields that the response's class declares, with names in snake_case and times in
 * ISO 8601 (UTC). The compiler refuses an entity that lacks one of them.
 */
export function toWire<Response extends object, Entity extends object>(
  type: Class<Response>,
  entity: Complete<Response, Entity>,
): Response {
  const response = new type() as Record<string, unknown>;
  for (const [wireName, name] of fieldsOf(type)) {
    const value = (entity as Record<string, unknown>)[name];
    response[wireName] = value instanceof Date ? isoTime(value) : value;
  }
  return response as Response;
}

/** A page of entities as a list response. */
export function toWirePage<Response extends object, Entity extends object>(
  type: Class<Response>,
  page: { rows: Complete<Response, Entity>[]; nextCursor: string | null },
): { data: Response[]; next_cursor: string | null } {
  return { data: page.rows.map((row) => toWire<Response, Entity>(type, row)), next_cursor: page.nextCursor };
}

/** The given fields of a request, with names in camelCase; a field that is `undefined` was not given. */
export function fromWire<Request extends object>(request: Request): FromWire<Request> {
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [camelCase(name), value])) as FromWire<Request>;
}

/** Class fields are defined at run time, also those without a value: a new instance has them all. */
function fieldsOf(type: Class<object>): [wireName: string, name: string][] {
  let known = fields.get(type);
  if (known === undefined) {
    known = Object.keys(new type()).map((wireName) => [wireName, camelCase(wireName)]);
    fields.set(type, known);
  }
  return known;
}

/** The name in the code of a field in JSON. */
export function camelCase(wireName: string): string {
  let name = names.get(wireName);
  if (name === undefined) {
    name = wireName.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    names.set(wireName, name);
  }
  return name;
}
