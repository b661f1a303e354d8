import { isPlaceholder } from '../../leads/placeholders.js';
import type { EmployeeRange } from '../profile/scoring-profile.js';
import { wordsOf } from '../words.js';
import { readSizeDate } from './size-date.js';
import { SizeGrammar, type SizeNumber } from './size-grammar.js';
import { ALONE, FULL_TIME, SIZE_CLASSES, UNSPACED } from './size-words.js';
import { withDigits } from './spelled-numbers.js';

/** Longer texts are prose, whose numbers may mean anything. */
const LONGEST_SIZE = 200;
/** More than any employer has ever had: a larger number is a typing error, a phone number or revenue. */
const MOST_EMPLOYEES = 10_000_000;

/** By their names. */
const CLASSES = new Map(
  SIZE_CLASSES.flatMap(({ names, min, max }) => names.split(', ').map((name) => [name, { min, max }])),
);
const ONE_PERSON = new Set(ALONE.split(', ').map((words) => wordsOf(words).join(' ')));
const GRAMMAR = new SizeGrammar();

/** Where the number was counted, or when: "123 on LinkedIn", "(2023)", "as of 2023". */
const COUNTED_ELSEWHERE =
  /[(,]?\s*[\d.,]{1,12}\s?(?:on linkedin|associated members|auf linkedin|sur linkedin|followers)\b.*$/s;
/** The same behind a word: "(associated: 4,512)". */
const COUNTED_BEHIND = /[(,]\s*(?:associated(?: members)?|on linkedin|linkedin)\s*:?\s*[\d.,]{1,12}\s*\)?\s*$/;
/** LinkedIn's letter for a size: "B: 2-10 employees". */
const LETTERED = /^[a-i]\s?[:.)(]\s*(?=\d)/;
/** "[51,200]", and the names of values in programs: "E51_200". */
const INTERVAL = /^[[(]\s*(\d{1,9})\s*[,;]\s*(\d{1,9})\s*[\])]$|^[a-z]{1,12}_?(\d{1,9})_(\d{1,9})$/;
/** How a number has changed: "(+15% YoY)", "(1% growth)". */
const CHANGE = /\([+\-±]?\s?\d{1,4}(?:[.,]\d{1,2})?\s?%[^()\d]{0,30}\)/g;
const ON_LINKEDIN = /\([^()]{0,40}linkedin[^()]{0,40}\)/g;
const DATED =
  /\([^()\d]{0,20}(?:\d{1,2}[./-]){0,2}(?:19|20)\d\d[^()\d]{0,20}\)|\b(?:as of|stand|in|en|em|nel|per)\s(?:19|20)\d\d\s*$/g;
/** The digits of Arabic and Persian. */
const ARABIC_DIGIT = /[\u0660-\u0669\u06f0-\u06f9]/g;
const GROUPED = /^\d{1,3}(?:[.,'’ ]\d{3})+$/;

/** What a text says, as its numbers (`n`) and signs, and the range that it means. */
type Shape = (first: number, second: number) => EmployeeRange;
const exactly: Shape = (n) => ({ min: n, max: n });
const between: Shape = (a, b) => ({ min: Math.min(a, b), max: Math.max(a, b) });
const atLeast: Shape = (n) => ({ min: n, max: null });
const atMost: Shape = (n) => ({ min: 1, max: n });
const SHAPES = new Map<string, Shape>(
  Object.entries({
    'n,fn': exactly,
    'n~n,fn~n,fn≤n,≥n≤n,≥n~n,n≤n,f≥n≤n,n~≤n,≥n~≤n,fn~≤n,n≥n≤': between,
    '≥n,n≥,n~≥,f≥n,≥n≥': atLeast,
    '≤n,n≤,f≤n,≤n≤': atMost,
    '>n,f>n': (n: number) => atLeast(n + 1, n + 1),
    'n>': (n: number) => atLeast(n + 1, n + 1),
    '<n,n<,f<n': (n: number) => atMost(n - 1, n - 1),
    'n~<n,n<n,fn~<n,≥n~<n,≥n<n,n≥n<': (a: number, b: number) => ({ min: a, max: b - 1 }),
    '>n~<n,>n<n': (a: number, b: number) => ({ min: a + 1, max: b - 1 }),
    '>n~≤n,>n≤n,>n~n': (a: number, b: number) => ({ min: a + 1, max: b }),
  }).flatMap(([forms, shape]) => forms.split(',').map((form) => [form, shape] as const)),
);

/**
 * The number of employees a free text names ("50-200", "mehr als 500 Mitarbeiter", "51～200人", "<10", "self-employed"), or
 * null where it cannot be read with certainty: an unknown size is scored better than a wrong one.
 */
export function parseCompanySize(text: string): EmployeeRange | null {
  if (text.length > LONGEST_SIZE || isPlaceholder(text)) return null;
  const plain = folded(text);
  const name = wordsOf(plain).join(' ');
  if (ONE_PERSON.has(name)) return { min: 1, max: 1 };
  const named = CLASSES.get(name);
  if (named !== undefined) return { ...named };
  const date = readSizeDate(plain);
  if (date !== null) return date;
  const written = plain.replace(INTERVAL, '$1$3-$2$4').replace(CHANGE, ' ');
  const [first = '', second] = withDigits(written).split(/[·•|;]|\n/);
  const range = rangeOf(first) ?? (second === undefined || /\d/.test(first) ? null : rangeOf(second));
  return range !== null && isPlausible(range) ? range : null;
}

function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('ı', 'i')
    .replace(ARABIC_DIGIT, (digit) => String(digit.charCodeAt(0) & 0xf))
    .trim();
}

function rangeOf(text: string): EmployeeRange | null {
  const cut = text
    .replace(LETTERED, '')
    .replace(ON_LINKEDIN, ' ')
    .replace(COUNTED_BEHIND, '')
    .replace(COUNTED_ELSEWHERE, '');
  const counted = /\d/.test(cut) && !/[-–—~]\s*$/.test(cut) ? cut : text;
  const undated = counted.replace(DATED, ' ');
  const read = GRAMMAR.read((/\d/.test(undated) ? undated : counted).replace(UNSPACED, ' $& '));
  const shape = SHAPES.get(read?.shape ?? '');
  const values = valuesOf(read?.numbers ?? []);
  const [first, second] = FULL_TIME.test(text) ? values.map(Math.round) : values;
  return shape === undefined || first === undefined ? null : shape(first, second ?? first);
}

function valuesOf(numbers: readonly SizeNumber[]): number[] {
  const [first, second] = numbers.map(valueOf);
  if (first === undefined || second === undefined) return first === undefined ? [] : [first];
  // "1-5k" means thousands on both sides, "500-1k" does not.
  const [one, other] = [numbers[0]?.multiple ?? 1, numbers[1]?.multiple ?? 1];
  const isShared = one === 1 && other > 1 && first <= second / other;
  return [isShared ? first * other : first, second];
}

function valueOf({ written, multiple }: SizeNumber): number {
  if (multiple > 1) return Math.round(Number(written.replace(/[,]/g, '.')) * multiple);
  return Number(GROUPED.test(written) ? written.replace(/\D/g, '') : written.replace(',', '.'));
}

function isPlausible({ min, max }: EmployeeRange): boolean {
  return [min, max ?? min].every((value) => Number.isInteger(value) && value <= MOST_EMPLOYEES) && (max ?? min) >= min;
}
