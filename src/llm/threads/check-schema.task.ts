import { type Schema, Validator } from '@cfworker/json-schema';

export interface SchemaTask {
  /** What should be JSON. */
  content: string;
  /** JSON Schema that the content should match, if any. */
  schema: unknown;
}

/** Keywords whose value is an expression that may run for ever; as names of properties they have a schema as value. */
const EXPRESSIONS = ['pattern', 'format'];
/** Keywords that depend on `patternProperties`, which is not evaluated either. */
const WITHOUT_PATTERNS = ['patternProperties', 'additionalProperties', 'unevaluatedProperties'];
/** Keywords with schemas under names of the caller's, and with values that are no schemas. */
const MAPS = ['properties', '$defs', 'definitions', 'dependentSchemas', 'dependencies'];
const VALUES = ['const', 'enum', 'default', 'examples', 'required', 'dependentRequired'];

/** Whether the content is JSON that matches the schema. A schema that cannot be read is not checked. */
export default function isValid({ content, schema }: SchemaTask): boolean {
  return checkBy(schema)(content);
}

/** The same for one schema and many contents. */
export function checkBy(schema: unknown): (content: string) => boolean {
  const validator = validatorOf(schema);
  return (content) => {
    let value: unknown;
    try {
      value = JSON.parse(content);
    } catch {
      return false;
    }
    try {
      return validator?.validate(value).valid ?? true;
    } catch {
      return true;
    }
  };
}

function validatorOf(schema: unknown): Validator | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  try {
    return new Validator(withoutExpressions(schema) as Schema, '2020-12');
  } catch {
    return undefined;
  }
}

/** The schema without `pattern`, `patternProperties` and `format`. */
function withoutExpressions(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutExpressions);
  if (typeof schema !== 'object' || schema === null) return schema;
  const isLeftOut = (name: string, value: unknown) =>
    (EXPRESSIONS.includes(name) && typeof value === 'string') ||
    ('patternProperties' in schema && WITHOUT_PATTERNS.includes(name));
  const kept = Object.entries(schema).filter(([name, value]) => !isLeftOut(name, value));
  return Object.fromEntries(kept.map(([name, value]) => [name, partOf(name, value)]));
}

function partOf(name: string, value: unknown): unknown {
  if (VALUES.includes(name)) return value;
  if (!MAPS.includes(name) || typeof value !== 'object' || value === null) return withoutExpressions(value);
  return Object.fromEntries(Object.entries(value).map(([key, schema]) => [key, withoutExpressions(schema)]));
}
