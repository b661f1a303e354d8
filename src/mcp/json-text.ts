import { MalformedRequestError } from '../errors/request.errors.js';
import { parseStrictJson } from '../validation/strict-json.js';

/** Most values in JSON text; a lead and a scoring profile have far fewer. */
const MAX_VALUES = 5_000;

/** What clients mean that send an object or a list as JSON text; `undefined` if `text` is neither. */
export function parseJsonText(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseStrictJson(text, MAX_VALUES, []) as object;
  } catch (error) {
    if (error instanceof MalformedRequestError) return undefined;
    throw error;
  }
}
