/**
 * The fields of a lead, of which none is given as `false` or as an empty list: so Odoo, and systems in PHP, write a field
 * that is empty.
 */
export function withoutNothing(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.values(input).some(isNothing)) return input;
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, isNothing(value) ? null : value]));
}

/** Whether a system means by this that a field is empty. */
export function isNothing(value: unknown): boolean {
  return value === false || (Array.isArray(value) && value.length === 0);
}
