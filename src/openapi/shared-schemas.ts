import type { Schema } from './document.types.js';

/** Fewer fields than these may be alike by chance. */
const FEWEST_FIELDS = 8;

/**
 * Writes fields that two schemas have in common once: a schema with all fields of another one, as a class that extends it
 * has, refers to that and lists only what it adds.
 */
export function shareFields(schemas: Record<string, Schema>): void {
  const whole = Object.entries(schemas).filter(([, schema]) => fieldsOf(schema).length >= FEWEST_FIELDS);
  const extensions = whole.flatMap(([name, schema]) => {
    const bases = whole.filter(([other, base]) => other !== name && includes(schema, base));
    const [largest] = bases.toSorted(([, a], [, b]) => fieldsOf(b).length - fieldsOf(a).length);
    return largest === undefined ? [] : [[name, extensionOf(schema, ...largest)] as const];
  });
  Object.assign(schemas, Object.fromEntries(extensions));
}

function fieldsOf({ properties = {} }: Schema): string[] {
  return Object.keys(properties);
}

/** Whether `schema` has all fields of `base`, as they are there, and more. */
function includes(schema: Schema, base: Schema): boolean {
  const fields = fieldsOf(base);
  return (
    fields.length < fieldsOf(schema).length &&
    fields.every((name) => JSON.stringify(schema.properties?.[name]) === JSON.stringify(base.properties?.[name])) &&
    (base.required ?? []).every((name) => schema.required?.includes(name))
  );
}

function extensionOf({ properties = {}, required = [], ...rest }: Schema, baseName: string, base: Schema): Schema {
  const added = Object.entries(properties).filter(([name]) => base.properties?.[name] === undefined);
  const stillRequired = required.filter((name) => base.required?.includes(name) !== true);
  const own = { ...rest, properties: Object.fromEntries(added) };
  return {
    allOf: [
      { $ref: `#/components/schemas/${baseName}` },
      stillRequired.length > 0 ? { ...own, required: stillRequired } : own,
    ],
  };
}
