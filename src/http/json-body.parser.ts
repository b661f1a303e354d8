import { isUtf8 } from 'node:buffer';
import { visit } from 'jsonc-parser';
import { MalformedRequestError } from '../errors/request.errors.js';
import { isInheritedKey } from './inherited-key.js';

/** Deeper documents are refused: nothing of ours nests so far, and recursion below us must not run out of stack. */
const MAX_DEPTH = 64;

/** What validates and copies objects behind us takes time that grows with the square of their keys. */
const MAX_KEYS = 1_000;

/**
 * Reads the bytes of a JSON body; none at all are `undefined`.
 * @throws MalformedRequestError where they are no UTF-8, or no strict JSON
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new MalformedRequestError('The body is not valid UTF-8');
  return parseStrictJson(body.toString('utf8'));
}

/**
 * Reads JSON more strictly than `JSON.parse`: a key given twice in one object (of which `JSON.parse` silently keeps the
 * last), and keys that every object inherits are refused, since each hides what its writer meant.
 * @throws MalformedRequestError
 */
export function parseStrictJson(text: string): unknown {
  refuseDeepNesting(text);
  const value = parse(text);
  refuseDoubtfulKeys(text);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedRequestError('The body is not valid JSON');
  }
}

/** Counts brackets outside strings; it runs before anything that recurses. */
function refuseDeepNesting(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      if (++depth > MAX_DEPTH) throw new MalformedRequestError(`The body nests deeper than ${MAX_DEPTH} levels`);
    } else if (character === '}' || character === ']') depth--;
  }
}

function refuseDoubtfulKeys(text: string): void {
  const openObjects: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void openObjects.push(new Set()),
    onObjectEnd: () => void openObjects.pop(),
    onObjectProperty: (key) => {
      const keys = openObjects.at(-1);
      const details = { key: key.slice(0, 100) };
      if (isInheritedKey(key))
        throw new MalformedRequestError('The body has a key that every object inherits', details);
      if (keys?.has(key)) throw new MalformedRequestError('The body gives a key twice', details);
      if (keys?.add(key).size === MAX_KEYS) throw new MalformedRequestError(`An object has ${MAX_KEYS} keys or more`);
    },
  });
}
