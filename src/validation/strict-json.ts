import { MalformedRequestError } from '../errors/request.errors.js';
import { isPrototypeKey, MAX_KEYS, refuseDoubtfulKeys } from './doubtful-keys.js';
import { graft, mayBeInexact, quoteInexact } from './exact-numbers.js';
import { endOfNumber, endOfString, isOfNumber, LOOKS_IN_A_STEP } from './json-text.js';

/** Deeper documents are refused: nothing of ours nests so far, and recursion below us must not run out of stack. */
const MAX_DEPTH = 64;

const [SPACE, QUOTE, COLON, COMMA] = [0x20, 0x22, 0x3a, 0x2c];
const [OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Work that may pause after each step; it returns its result. */
export type Steps = Generator<void, unknown, void>;

/**
 * Reads JSON more strictly than `JSON.parse`: a key given twice in one object (of which `JSON.parse` silently keeps the
 * last), and keys that every object inherits are refused, since each hides what its writer meant.
 * @param maxValues most values, those in lists and objects included: each takes far longer than its two characters
 * @param exactIn names of members, from the outermost on: numbers in the last one that a double cannot hold are kept as their
 * text; `[]` for everywhere. All others are rounded.
 * @throws MalformedRequestError
 */
export function parseStrictJson(text: string, maxValues: number, exactIn?: readonly string[]): unknown {
  return resultOf(strictJsonSteps(text, maxValues, exactIn));
}

/** Takes all steps at once. */
export function resultOf(steps: Steps): unknown {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/**
 * The same in steps, after each of which other events may have their turn: all of them take too long for a body as large as
 * one may be.
 */
export function* strictJsonSteps(text: string, maxValues: number, exactIn?: readonly string[]): Steps {
  const written = yield* measure(text, maxValues);
  yield;
  let value = parse(text);
  yield;
  if (exactIn !== undefined && written.mayBeInexact) {
    const quoted = yield* quoteInexact(text);
    if (quoted !== undefined) {
      yield;
      value = graft(value, JSON.parse(quoted), exactIn);
      yield;
    }
  }
  const { members, isDoubtful } = inspect(value);
  if (!isDoubtful && members === written.members) return value;
  yield;
  // Only a request that is refused waits until the text is read once more, for the key that is to blame.
  yield* refuseDoubtfulKeys(text);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedRequestError('The body is not valid JSON');
  }
}

/** What is seen of a text before it is parsed. */
interface WrittenJson {
  /** Colons outside strings. */
  members: number;
  /** Whether there may be a number that a double cannot hold. */
  mayBeInexact: boolean;
}

/**
 * Refuses brackets that are too deep, and too many values. It runs before anything that recurses or builds values, and pauses
 * after some thousand values or spaces.
 */
function* measure(text: string, maxValues: number): Generator<void, WrittenJson, void> {
  const written = { members: 0, mayBeInexact: false };
  let values = 1;
  let depth = 0;
  for (let index = 0, looks = 1; index < text.length; index++, looks++) {
    if (looks % LOOKS_IN_A_STEP === 0) yield;
    const code = text.charCodeAt(index);
    if (code <= SPACE) continue;
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === COLON) written.members++;
    else if (code === COMMA || code === OPENING_BRACE || code === OPENING_BRACKET) {
      if (++values > maxValues) throw new MalformedRequestError(`The body holds more than ${maxValues} values`);
      if (code !== COMMA && ++depth > MAX_DEPTH) throw tooDeep();
    } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) depth--;
    else if (isOfNumber(code)) {
      const start = index;
      index = endOfNumber(text, start);
      written.mayBeInexact ||= mayBeInexact(text, start, index);
    }
  }
  return written;
}

function tooDeep(): MalformedRequestError {
  return new MalformedRequestError(`The body nests deeper than ${MAX_DEPTH} levels`);
}

/** Counts the members of all objects in `value`; of keys given twice one is left. */
function inspect(value: unknown): { members: number; isDoubtful: boolean } {
  let members = 0;
  let isDoubtful = false;
  const walk = (one: unknown) => {
    if (typeof one !== 'object' || one === null) return;
    if (Array.isArray(one)) {
      for (const item of one) walk(item);
      return;
    }
    const keys = Object.keys(one);
    members += keys.length;
    isDoubtful ||= keys.length >= MAX_KEYS || keys.some(isPrototypeKey);
    for (const key of keys) walk((one as Record<string, unknown>)[key]);
  };
  walk(value);
  return { members, isDoubtful };
}
