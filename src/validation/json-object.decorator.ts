import { isJsonObject, OpaqueShape, Shaped } from './shape.js';
import { textProblem } from './text.decorator.js';

/**
 * A JSON object of at most `maxBytes` (as compact JSON in UTF-8) whose texts and keys PostgreSQL's `jsonb` takes, and
 * without numbers such as `1e400`, which are valid JSON and larger than any double.
 */
export function IsJsonObject(maxBytes: number): PropertyDecorator {
  const check = (value: unknown) => {
    if (!isJsonObject(value)) return 'must be a JSON object';
    const bytes = Buffer.byteLength(JSON.stringify(value));
    return bytes > maxBytes ? `must have at most ${maxBytes} bytes as JSON` : contentProblem(value);
  };
  return Shaped(new OpaqueShape('json_object', check));
}

function contentProblem(value: unknown): string | undefined {
  if (typeof value === 'string') return textProblem(value, true);
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'must hold only numbers a double can hold';
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const problem = textProblem(key, false) ?? contentProblem(inner);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
