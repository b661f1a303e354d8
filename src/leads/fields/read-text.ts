import { digitsOf } from '../../validation/number-text.js';
import { isPlaceholder } from '../placeholders.js';

/** Unicode orders a run of combining marks in quadratic time, so longer texts stay as they are: no field takes them. */
const LONGEST = 20_000;

/** Marks of direction, spaces without width, hyphens that show only at the end of a line, fillers: all of them invisible. */
const INVISIBLE =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]/gu;
/** Letters that only flags of regions are written with, behind a black flag. */
const TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f})|[\u{e0000}-\u{e007f}]/gu;
/** Joiners mean something between letters of Arabic and Indic scripts, and in emoji; elsewhere they are leftovers. */
const JOINED = String.raw`[\p{sc=Arab}\p{sc=Syrc}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{M}\ufe0f]`;
const LOOSE_JOINER = new RegExp(`[\\u200c\\u200d](?:(?<!${JOINED}.)|(?!${JOINED}))`, 'gu');
/** As nearly all text is: nothing in it can be mended. */
const ASCII = /^[\t\n\r\x20-\x7e]*$/;
const LINE_BREAK = /\r\n|[\r\u000b\u000c\u0085\u2028\u2029]/gu;
/** Spaces that break no line are among them: two names that look the same would differ by one. */
const LAYOUT = /[\t\n\r\u000b\u000c\u0085\u00a0\u2007\u2028\u2029\u202f\u2800]+/gu;

/**
 * What a person would read in a field of one line: a number is its text, layout is a space, what is invisible is gone,
 * accents are composed (NFC). A placeholder such as "n/a" reads as `null`. Values that are no text come back as they are,
 * for the field's rule to refuse.
 */
export function readLine(value: unknown): unknown {
  const text = readName(value);
  return typeof text === 'string' && isPlaceholder(text) ? null : text;
}

/** As `readLine`, where a placeholder may be meant: a company may be called "None". Nothing but white space is `null`. */
export function readName(value: unknown): unknown {
  const text = readable(value);
  return typeof text === 'string' ? text.replace(LAYOUT, ' ').trim() || null : text;
}

/** As `readLine`, for a text of many lines: each line break is a line feed. */
export function readLines(value: unknown): unknown {
  const text = readable(value);
  if (typeof text !== 'string') return text;
  const lines = text.replace(LINE_BREAK, '\n').trim();
  return lines === '' || isPlaceholder(lines) ? null : lines;
}

function readable(value: unknown): unknown {
  if (typeof value === 'number' && Number.isFinite(value)) return digitsOf(value);
  if (typeof value !== 'string' || value.length > LONGEST || ASCII.test(value) || !value.isWellFormed()) return value;
  return value.replace(INVISIBLE, '').replace(TAGS, '$1').replace(LOOSE_JOINER, '').normalize('NFC');
}
