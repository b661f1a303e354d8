import { errorIn } from '../failures/error-body.js';
import { parseShort } from './answer-limits.js';

/** Where gateways put what the provider answered. */
const AROUND = ['data', 'result', 'response', 'output', 'body', 'payload', 'completion'];
const DEEPEST = 3;
const LONGEST_TEXT = 65_536;

type Json = Record<string, unknown>;

/**
 * The chat completion, the chunk, the list of vectors or the error inside the envelope that some gateways put around it, as
 * an object, a list of one or a JSON text; `undefined` where there is no envelope.
 */
export function contentOfEnvelope(value: unknown): Json | undefined {
  const outer = objectIn(value);
  if (outer === undefined || isAnswer(outer) || (outer.error != null && errorIn(outer) !== undefined)) return undefined;
  return insideOf(outer, 0);
}

function insideOf(outer: Json, depth: number): Json | undefined {
  if (depth === DEEPEST) return undefined;
  for (const name of AROUND) {
    const inner = objectIn(outer[name]);
    if (inner === undefined) continue;
    const found = isAnswer(inner) || errorIn(inner) !== undefined ? inner : insideOf(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isAnswer({ choices, object, data }: Json): boolean {
  return Array.isArray(choices) || (object === 'list' && Array.isArray(data));
}

function objectIn(value: unknown): Json | undefined {
  const parsed = typeof value === 'string' && isJsonLike(value) ? parseShort(value) : value;
  const only: unknown = Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed;
  return typeof only === 'object' && only !== null && !Array.isArray(only) ? (only as Json) : undefined;
}

function isJsonLike(text: string): boolean {
  return text.length <= LONGEST_TEXT && /^\s*[[{]/.test(text);
}
