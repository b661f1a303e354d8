import pg from 'pg';

const SPECIAL_IN_ARRAY = /["\\]/g;

/**
 * A text, a number or texts as part of a statement that takes no parameters, such as COPY. Like a parameter, it has the type
 * that its place asks for.
 * @throws TypeError for other values, and for a NUL, which would end the statement
 */
export function literalOf(value: unknown): string {
  const text = Array.isArray(value) ? `{${value.map(arrayElement).join(',')}}` : textOf(value);
  if (text.includes('\0')) throw new TypeError('A statement cannot hold NUL');
  return pg.escapeLiteral(text);
}

function arrayElement(value: unknown): string {
  return `"${textOf(value).replace(SPECIAL_IN_ARRAY, '\\$&')}"`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TypeError(`A ${typeof value} has no place in a statement`);
}
