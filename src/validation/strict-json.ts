import { visit } from 'jsonc-parser';
import { MalformedRequestError } from '../errors/request.errors.js';
import { isJsonObject } from './shape.js';

/** Deeper documents are refused: nothing of ours nests so far, and recursion below us must not run out of stack. */
const MAX_DEPTH = 64;

/** What validates and copies objects behind us takes time that grows with the square of their keys. */
const MAX_KEYS = 1_000;

/** A double holds 15 digits of any number, and none that lies close to zero. */
const MAY_BE_INEXACT = /\d[\d.]{15}|\de-?\d{3}/i;
const LONGEST_NUMBER = 400;

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Reads JSON more strictly than `JSON.parse`: a key given twice in one object (of which `JSON.parse` silently keeps the
 * last), and keys that every object inherits are refused, since each hides what its writer meant.
 * @param maxValues most values, those in lists and objects included: each takes far longer than its two characters
 * @param exactIn names of members, from the outermost on: numbers in the last one that a double cannot hold are kept as their
 * text; `[]` for everywhere. All others are rounded.
 * @throws MalformedRequestError
 */
export function parseStrictJson(text: string, maxValues: number, exactIn?: readonly string[]): unknown {
  const written = countMembers(text, maxValues);
  const rounded = parse(text);
  const value = exactIn !== undefined && MAY_BE_INEXACT.test(text) ? withExact(rounded, text, exactIn) : rounded;
  const { members, isDoubtful } = inspect(value);
  // Only a request that is refused waits until the text is read once more, for the key that is to blame.
  if (isDoubtful || members < written) refuseDoubtfulKeys(text);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedRequestError('The body is not valid JSON');
  }
}

/** Ids with many digits are numbers to JSON; as doubles they would be other ids. */
function withExact(rounded: unknown, text: string, exactIn: readonly string[]): unknown {
  const quoted = quoteInexact(text);
  return quoted === text ? rounded : graft(rounded, JSON.parse(quoted), exactIn);
}

/** Valid JSON, in which numbers that a double cannot hold are texts. A reviver of `JSON.parse` would take ten times as long. */
function quoteInexact(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (isOfNumber(code)) {
      const start = index;
      while (isOfNumber(text.charCodeAt(index + 1))) index++;
      const number = text.slice(start, index + 1);
      if (isExact(number)) continue;
      parts.push(text.slice(copied, start), '"', number, '"');
      copied = index + 1;
    }
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

/** Digits and signs, points, the letters of exponents; those of `true`, `false` and `null` are no harm. */
function isOfNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e || (code | 0x20) === 0x65;
}

/** `onto`, with the member at `path` of `from`. */
function graft(onto: unknown, from: unknown, [name, ...path]: readonly string[]): unknown {
  if (name === undefined) return from;
  if (isJsonObject(onto) && isJsonObject(from) && Object.hasOwn(onto, name)) {
    onto[name] = graft(onto[name], from[name], path);
  }
  return onto;
}

function isExact(number: string): boolean {
  if (!MAY_BE_INEXACT.test(number)) return true;
  const value = Number(number);
  const held = String(value);
  if (held === number || !Number.isFinite(value)) return true;
  return number.length <= LONGEST_NUMBER && digitsOf(number) === digitsOf(held);
}

/** The digits that tell a number from others: without sign, point, exponent and zeros around them. */
function digitsOf(number: string): string {
  let digits = '';
  let zeros = '';
  for (const character of number) {
    if (character === 'e' || character === 'E') break;
    if (character === '0') zeros += digits === '' ? '' : '0';
    else if (character > '0' && character <= '9') {
      digits += zeros + character;
      zeros = '';
    }
  }
  return digits;
}

/**
 * Counts colons outside strings; brackets that are too deep, and too many values, are refused. It runs before anything that
 * recurses or builds values.
 */
function countMembers(text: string, maxValues: number): number {
  let members = 0;
  let values = 1;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === COLON) members++;
    else if (code === COMMA) values++;
    else if (code === OPENING_BRACE || code === OPENING_BRACKET) {
      values++;
      if (++depth > MAX_DEPTH) throw new MalformedRequestError(`The body nests deeper than ${MAX_DEPTH} levels`);
    } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) depth--;
    if (values > maxValues) throw new MalformedRequestError(`The body holds more than ${maxValues} values`);
  }
  return members;
}

/** The index of the quote that ends the string which begins at `start`; the text's length if none does. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote >= 0 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote < 0 ? text.length : quote;
}

/** Whether an odd number of backslashes stands before `index`. */
function isEscaped(text: string, index: number): boolean {
  let first = index;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (index - first) % 2 === 1;
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

/** @throws MalformedRequestError naming the first key that is to blame */
function refuseDoubtfulKeys(text: string): void {
  const openObjects: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void openObjects.push(new Set()),
    onObjectEnd: () => void openObjects.pop(),
    onObjectProperty: (key) => {
      const keys = openObjects.at(-1);
      const details = { key: key.slice(0, 100) };
      if (isPrototypeKey(key))
        throw new MalformedRequestError('The body has a key that every object inherits', details);
      if (keys?.has(key)) throw new MalformedRequestError('The body gives a key twice', details);
      if (keys?.add(key).size === MAX_KEYS) throw new MalformedRequestError(`An object has ${MAX_KEYS} keys or more`);
    },
  });
}

/**
 * Whether every object has this key already. Libraries drop such keys without a word, to be safe from prototype
 * pollution, so a caller's data under them would vanish: they are refused instead.
 */
export function isPrototypeKey(key: string): boolean {
  return key in Object.prototype || key === 'prototype';
}
