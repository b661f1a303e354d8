import { checkBy } from '../threads/check-schema.task.js';

const checks = new WeakMap<object, (content: string) => boolean>();

/**
 * Declares a JSON Schema of this service's own: a short answer is checked against it where it arrives, which takes a
 * fraction of what handing it to a worker thread costs. Schemas of callers may take any time, and are checked in a thread.
 */
export function ownSchema<Schema extends object>(schema: Schema): Schema {
  checks.set(schema, checkBy(schema));
  return schema;
}

/** What tells whether a text is JSON that matches the schema, if that was declared by `ownSchema`. */
export function ownCheckOf(schema: unknown): ((content: string) => boolean) | undefined {
  return typeof schema === 'object' && schema !== null ? checks.get(schema) : undefined;
}
