import { MalformedRequestError } from '../errors/request.errors.js';
import { endOfString, LOOKS_IN_A_STEP } from './json-text.js';

/** What validates and copies objects behind us takes time that grows with the square of their keys. */
export const MAX_KEYS = 1_000;

const [QUOTE, COLON, OPENING_BRACE, CLOSING_BRACE, SPACE] = [0x22, 0x3a, 0x7b, 0x7d, 0x20];

/** Keys that are looked at in one step: one with escapes takes far longer than its characters do. */
const KEYS_IN_A_STEP = 5_000;

/**
 * Looks for the key that is to blame for the refusal of a text. It pauses after some thousand characters or keys.
 * @param text valid JSON
 * @throws MalformedRequestError naming the first key that is given twice in one object, or that every object inherits
 */
export function* refuseDoubtfulKeys(text: string): Generator<void, void, void> {
  const openObjects: Set<string>[] = [];
  let keys = 0;
  for (let index = 0, looks = 1; index < text.length; index++, looks++) {
    if (looks % LOOKS_IN_A_STEP === 0) yield;
    const code = text.charCodeAt(index);
    if (code === OPENING_BRACE) openObjects.push(new Set());
    else if (code === CLOSING_BRACE) openObjects.pop();
    else if (code === QUOTE) {
      const start = index;
      index = endOfString(text, start);
      if (!isKey(text, index)) continue;
      if (++keys % KEYS_IN_A_STEP === 0) yield;
      addKey(openObjects.at(-1), textBetween(text, start, index));
    }
  }
}

/** Whether a colon follows the string that ends at `end`. */
function isKey(text: string, end: number): boolean {
  let index = end + 1;
  while (text.charCodeAt(index) <= SPACE) index++;
  return text.charCodeAt(index) === COLON;
}

function textBetween(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  return raw.includes('\\') ? (JSON.parse(text.slice(start, end + 1)) as string) : raw;
}

function addKey(keys: Set<string> | undefined, key: string): void {
  const details = { key: key.slice(0, 100) };
  if (isPrototypeKey(key)) throw new MalformedRequestError('The body has a key that every object inherits', details);
  if (keys?.has(key)) throw new MalformedRequestError('The body gives a key twice', details);
  if (keys?.add(key).size === MAX_KEYS) throw new MalformedRequestError(`An object has ${MAX_KEYS} keys or more`);
}

/**
 * Whether every object has this key already. Libraries drop such keys without a word, to be safe from prototype
 * pollution, so a caller's data under them would vanish: they are refused instead.
 */
export function isPrototypeKey(key: string): boolean {
  return key in Object.prototype || key === 'prototype';
}
