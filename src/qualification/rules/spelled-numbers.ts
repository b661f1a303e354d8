import { signsInDigits } from './number-signs.js';
import { LOOSE_VALUES, valueOf } from './number-words.js';

/** What joins a number's words, where nothing else can be meant: "hundred and fifty", "cincuenta y cinco". */
const JOINERS = new Set('and und en y e et og i'.split(' '));
/** "Two dozen"; what "twelve" stands behind is no part of its number. */
const DOZEN = 12;
/** As spreadsheets write large numbers: "1E+03". */
const SCIENTIFIC = /(?<![\p{L}\d.,])(\d(?:[.,]\d{1,6})?)e\+?(\d{1,2})(?![\p{L}\d])/gu;
const HAS_POWER = /\de/;
const LETTERS = /\p{L}{2}|[\u3000-\uffff]/u;
const BEYOND_LATIN = /[\u3000-\uffff]/;
const QUATRE_VINGT = /quatre[ -]vingts?/g;
const RUN = /(?<![\p{L}\d]|\d[\p{Zs}-]?)\p{L}+(?:[ -]\p{L}+)*/gu;

/**
 * A text with its numbers in digits: "über tausend", "two hundred and fifty", "fünfundzwanzig", "百人以上". What only sounds
 * like a number, such as "hundreds", stays as it is.
 * @param text in lower case, without accents
 */
export function withDigits(text: string): string {
  const plain = HAS_POWER.test(text)
    ? text.replace(SCIENTIFIC, (_, digits: string, power: string) =>
        String(Number(`${digits.replace(',', '.')}e${power}`)),
      )
    : text;
  if (!LETTERS.test(plain)) return plain;
  const spelled = BEYOND_LATIN.test(plain) ? signsInDigits(plain) : plain.replace(QUATRE_VINGT, 'quatrevingt');
  return spelled.replace(RUN, inDigits);
}

/** Words in a row, those of each number replaced by its digits. */
function inDigits(run: string): string {
  const words = run.split(/[ -]/);
  if (!words.some((word) => valueOf(word) !== undefined)) return run;
  const read: string[] = [];
  for (let at = 0; at < words.length;) {
    const number = numberAt(words, at);
    read.push(number === undefined ? (words[at] ?? '') : String(number.value));
    at = number?.end ?? at + 1;
  }
  return read.join(' ');
}

function numberAt(words: readonly string[], start: number): { value: number; end: number } | undefined {
  let thousands = 0;
  let rest = 0;
  let end = start;
  while (end < words.length) {
    const isJoined = end > start && JOINERS.has(words[end] ?? '') && joins(rest || thousands, valueOf(words[end + 1]));
    const at = isJoined ? end + 1 : end;
    const next = valueOf(words[at + 1]);
    const value = valueOf(words[at]) ?? (isLarge(next) ? LOOSE_VALUES.get(words[at] ?? '') : undefined);
    if (value === undefined || !fits(thousands, rest, value)) break;
    if (value === 1000) thousands += Math.max(rest, 1) * 1000;
    else if (value > 1000) thousands += value;
    if (value >= 1000) rest = 0;
    else rest = value === 100 || value === DOZEN ? Math.max(rest, 1) * value : withRest(rest, value);
    end = at + 1;
  }
  return end === start ? undefined : { value: thousands + rest, end };
}

/** "une cinquantaine" is fifty. */
function withRest(rest: number, value: number): number {
  return rest === 1 && value >= 10 ? value : rest + value;
}

/** "fifty and ten" are two numbers, "hundred and ten" is one. */
function joins(before: number, value: number | undefined): boolean {
  if (value === undefined) return false;
  return before >= 100 ? before % 100 === 0 && value < 100 : before >= 20 && before % 10 === 0 && value < 10;
}

function fits(thousands: number, rest: number, value: number): boolean {
  if (value >= 1000) return thousands === 0;
  if (rest === 0) return true;
  if (value === DOZEN || rest === 1) return rest < 10 && value >= 10;
  if (value === 100) return rest < 100;
  if (value < 10) return rest >= 20 && rest % 10 === 0;
  // "soixante-dix" and "quatre-vingt-dix".
  return rest % 100 === 0 || (value < 20 && [60, 80].includes(rest % 100));
}

function isLarge(value: number | undefined): boolean {
  return value !== undefined && value >= 10;
}
