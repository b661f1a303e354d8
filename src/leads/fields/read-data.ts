import { isPlaceholder } from '../placeholders.js';

/** `additional_data`, or `null` where a text stands there for nothing. JSON as text is no object. */
export function readData(value: unknown): unknown {
  const isNothing = typeof value === 'string' && isPlaceholder(value) && !/[[\]{}]/.test(value);
  return isNothing ? null : value;
}
