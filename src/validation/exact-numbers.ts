import { endOfNumber, endOfString, isOfNumber } from './json-text.js';
import { isJsonObject } from './shape.js';

/** A double holds every number of so many digits that does not lie close to zero, and none of more than 17. */
const EXACT_DIGITS = 15;
const MOST_DIGITS = 17;
/** A number without an exponent that has fewer characters is smaller than the largest double. */
const FINITE_CHARACTERS = 308;
/** Numbers that are looked at in one step. */
const CHECKED_AT_ONCE = 10_000;
/** Below it a double holds fewer digits. */
const SMALLEST_NORMAL = 2 ** -1022;

const [QUOTE, ZERO, NINE, EXPONENT] = [0x22, 0x30, 0x39, 0x65];

/** Whether the number between two indexes of a text may be one that a double cannot hold: it is long, or has an exponent. */
export function mayBeInexact(text: string, start: number, end: number): boolean {
  if (end - start >= EXACT_DIGITS) return true;
  for (let index = start + 1; index < end; index++) {
    if ((text.charCodeAt(index) | 0x20) === EXPONENT) return true;
  }
  return false;
}

/**
 * JSON with the numbers in quotes that a double cannot hold: ids with many digits are numbers to JSON, and would be other
 * ids as doubles. A reviver of `JSON.parse` would take ten times as long.
 * @param text valid JSON
 * @returns `undefined` if there are none; it pauses after some thousand numbers
 */
export function* quoteInexact(text: string): Generator<void, string | undefined, void> {
  let checked = 0;
  const parts: string[] = [];
  let copied = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (isOfNumber(code)) {
      const start = index;
      index = endOfNumber(text, start);
      if (!mayBeInexact(text, start, index)) continue;
      if (++checked % CHECKED_AT_ONCE === 0) yield;
      const number = text.slice(start, index + 1);
      if (isExact(number)) continue;
      parts.push(text.slice(copied, start), number);
      copied = index + 1;
    }
  }
  if (parts.length === 0) return undefined;
  parts.push(text.slice(copied));
  return parts.join('"');
}

/** Whether a double holds it, or is too small for it: that is refused elsewhere. */
function isExact(number: string): boolean {
  const digits = digitsOf(number);
  if (digits.length > MOST_DIGITS && number.length < FINITE_CHARACTERS && !/e/i.test(number)) return false;
  const value = Number(number);
  if (!Number.isFinite(value)) return true;
  if (digits.length > MOST_DIGITS) return false;
  if (digits.length <= EXACT_DIGITS && Math.abs(value) >= SMALLEST_NORMAL) return true;
  return digits === digitsOf(String(value));
}

/** The digits that tell a number from others: without sign, point, exponent and zeros around them. */
function digitsOf(number: string): string {
  let first = -1;
  let last = -1;
  for (let index = 0; index < number.length; index++) {
    const code = number.charCodeAt(index);
    if ((code | 0x20) === EXPONENT) break;
    if (code <= ZERO || code > NINE) continue;
    if (first < 0) first = index;
    last = index;
  }
  return first < 0 ? '' : withoutPoint(number.slice(first, last + 1));
}

function withoutPoint(digits: string): string {
  const point = digits.indexOf('.');
  return point < 0 ? digits : digits.slice(0, point) + digits.slice(point + 1);
}

/** `onto`, with the member at `path` of `from`; names come from the outermost on. */
export function graft(onto: unknown, from: unknown, [name, ...path]: readonly string[]): unknown {
  if (name === undefined) return from;
  if (isJsonObject(onto) && isJsonObject(from) && Object.hasOwn(onto, name)) {
    onto[name] = graft(onto[name], from[name], path);
  }
  return onto;
}
