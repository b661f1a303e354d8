import type { EmployeeRange } from '../profile/scoring-profile.js';
import { wordsOf } from '../words.js';

/** Longer texts are prose, whose numbers may mean anything. */
const LONGEST_SIZE = 200;
/** More than any employer has ever had: a larger number is a typing error, a phone number or revenue. */
const MOST_EMPLOYEES = 10_000_000;

const ALONE = new Set(
  (
    'self employed, selfemployed, sole trader, sole proprietor, freelance, freelancer, solo, solopreneur, just me, ' +
    'only me, myself, myself only, one person'
  ).split(', '),
);

/** Words that may stand around the numbers; any other makes the text unreadable rather than misread. */
const SURROUNDINGS = new Set(
  (
    'employee employees employed people persons person staff fte ftes headcount team member members worker workers of ' +
    'about approx approximately around circa ca roughly nearly almost some between from total in the a we have are size sized ' +
    'company companies business firm startup enterprise smb sme small medium mid midsize large sized market self ' +
    'mitarbeiter mitarbeitende employés salariés empleados dipendenti medewerkers worldwide globally'
  ).split(' '),
);

/** Ways to say a comparison, tried in this order: "no more than" must be read before "more than". */
const COMPARISONS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:no|not) more than\b|\bup to\b|\bat most\b|\bmax(?:imum)?\b|\bor (?:less|fewer)\b|<=/g, ' ≤ '],
  [/\b(?:no|not) (?:less|fewer) than\b|\bat least\b|\bmin(?:imum)?\b|>=/g, ' ≥ '],
  [/\b(?:less|fewer|smaller) than\b|\bunder\b|\bbelow\b/g, ' < '],
  [/\b(?:or|and) (?:more|above|over|up)\b|\bplus\b/g, ' + '],
  [/\b(?:more|greater|larger|bigger) than\b|\bover\b|\babove\b/g, ' > '],
  [/\b(?:to|and|bis)\b/g, ' – '],
];

/** Any space becomes a plain one by NFKC, so the separators of thousands are few. */
const GROUPED = /^\d{1,3}(?:[.,'’ ]\d{3})+$/;
const TOKEN =
  /(?<number>\d{1,3}(?:[.,'’ ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)(?: ?(?<thousands>k|thousand)(?!\p{L}))?|(?<word>\p{L}+)|(?<dash>[-–—](?=\s*\d))|\S/gu;
const PUNCTUATION = '~≈()[].,:;"\'-–—';

type Shape = (first: number, second: number) => EmployeeRange;
const atLeast: Shape = (n) => ({ min: n, max: null });
const atMost: Shape = (n) => ({ min: 1, max: n });

/** What a text says once its noise is gone: `n` for a number, `-` for any dash, the other signs as they are. */
const SHAPES = new Map<string, Shape>([
  ['n', (n) => ({ min: n, max: n })],
  ['n-n', (a, b) => ({ min: Math.min(a, b), max: Math.max(a, b) })],
  ['n+', atLeast],
  ['+n', atLeast],
  ['≥n', atLeast],
  ['>n', (n) => atLeast(n + 1, n + 1)],
  ['<n', (n) => atMost(n - 1, n - 1)],
  ['≤n', atMost],
  ['n≥', atLeast],
  ['n≤', atMost],
]);

interface SizeNumber {
  written: string;
  inThousands: boolean;
}

/**
 * The number of employees a free text names ("50-200", "1,000+", "about 40 people", "<10", "self-employed"), or null
 * where it cannot be read with certainty: an unknown size is scored better than a wrong one.
 */
export function parseCompanySize(text: string): EmployeeRange | null {
  if (text.length > LONGEST_SIZE) return null;
  if (ALONE.has(wordsOf(text).join(' '))) return { min: 1, max: 1 };
  const read = readSize(withSigns(text));
  const shape = SHAPES.get(read?.shape ?? '');
  const [first, second] = valuesOf(read?.numbers ?? []);
  if (!shape || first === undefined) return null;
  const range = shape(first, second ?? first);
  return isPlausible(range) ? range : null;
}

function withSigns(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase();
  return COMPARISONS.reduce((signed, [phrase, sign]) => signed.replace(phrase, sign), plain);
}

function readSize(text: string): { shape: string; numbers: SizeNumber[] } | null {
  const numbers: SizeNumber[] = [];
  let shape = '';
  for (const { 0: token, groups = {} } of text.matchAll(TOKEN)) {
    if (groups.number) {
      numbers.push({ written: groups.number, inThousands: Boolean(groups.thousands) });
      shape += 'n';
    } else if (groups.dash) shape += '-';
    else if ('<>≤≥+'.includes(token)) shape += token;
    else if (!SURROUNDINGS.has(token) && !PUNCTUATION.includes(token)) return null;
  }
  return { shape, numbers };
}

function valuesOf(numbers: readonly SizeNumber[]): number[] {
  const [first, second] = numbers.map(valueOf);
  if (first === undefined || second === undefined) return first === undefined ? [] : [first];
  // "1-5k" means thousands on both sides, "500-1k" does not.
  const isShared = !numbers[0]?.inThousands && numbers[1]?.inThousands && first <= second / 1000;
  return [isShared ? first * 1000 : first, second];
}

function valueOf({ written, inThousands }: SizeNumber): number {
  if (inThousands) return Math.round(Number(written.replace(/[,]/g, '.')) * 1000);
  return Number(GROUPED.test(written) ? written.replace(/\D/g, '') : written.replace(',', '.'));
}

function isPlausible({ min, max }: EmployeeRange): boolean {
  return [min, max ?? min].every((value) => Number.isInteger(value) && value <= MOST_EMPLOYEES) && (max ?? min) >= min;
}
