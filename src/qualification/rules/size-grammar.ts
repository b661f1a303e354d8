import { PhraseBook } from './phrase-book.js';
import { MULTIPLES, NOISE, RANGE_WORDS, SIGNS_BEFORE, SIGNS_BEHIND, type SizeSign } from './size-words.js';

/** A number as it is written, and what it is multiplied by. */
export interface SizeNumber {
  written: string;
  multiple: number;
}

/** `n` for a number, `-` for nothing, and the signs. */
type Reading = SizeSign | '-';

/** Any space has become a plain one by NFKC, so the separators of thousands are few. */
const TOKEN =
  /(?<number>\d{1,3}(?:[.,'’ ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)|\p{L}+|(?<dash>[-‐–—−~〜]|\.{2,3}|_)(?=\s*\d)|[<>]=|=[<>]|\S/gu;
const PUNCTUATION = new Set('~≈()[].,、:;"\'-–—?!&*=');
/** A dash that no number precedes is a minus, which no size has. */
const MINUS = 'minus';
/** Apostrophes and hyphens inside words, and between a number and its ending: "fte's", "500'den", "מ-500". */
const INNER_MARKS =
  /(?<=\p{L})['’-](?=\p{L})|(?<=\d)['’](?=\p{L})|(?<=\p{Script=Hebrew})-(?=\d)|(?<=\p{L})[/:*](?=in(?:nen)?\b)|_(?!\d)|(?<!\d)_/gu;
const MARKED = /['’_/:*-]/;
/** Words between a range's middle and its upper end. */
const MOST_STEPS = 3;

/** Reads the tokens of a size: numbers, the signs that phrases of many languages stand for, and words that say nothing. */
export class SizeGrammar {
  private readonly before: PhraseBook<Reading>;
  private readonly behind: PhraseBook<Reading>;
  private readonly ranges = new Set([...RANGE_WORDS.split(', '), '~']);

  constructor() {
    const noise = entriesOf(NOISE, '-');
    const before = Object.entries(SIGNS_BEFORE).flatMap(([sign, phrases]) => entriesOf(phrases, sign as SizeSign));
    const behind = Object.entries(SIGNS_BEHIND).flatMap(([sign, phrases]) => entriesOf(phrases, sign as SizeSign));
    const written = (['<', '>', '≤', '≥'] as const).map((sign) => [[sign], sign] as const);
    const twice = [[['<='], '≤'] as const, [['>='], '≥'] as const, [['=<'], '≤'] as const, [['=>'], '≥'] as const];
    this.before = new PhraseBook<Reading>([...written, ...twice, [['+'], '≥'], ...before, ...noise]);
    this.behind = new PhraseBook<Reading>([...written, ...twice, ...behind, ...noise]);
  }

  /** The shape of a text and its numbers, or null if it says anything else. */
  read(text: string): { shape: string; numbers: SizeNumber[] } | null {
    const tokens = tokensOf(text);
    const numbers: SizeNumber[] = [];
    let shape = '';
    for (let at = 0; at < tokens.length;) {
      const token = tokens[at] ?? '';
      if (/^\d/.test(token)) {
        const multiple = MULTIPLES.get(tokens[at + 1] ?? '');
        numbers.push({ written: token, multiple: multiple ?? 1 });
        shape += 'n';
        at += multiple === undefined ? 1 : 2;
        continue;
      }
      const next = this.signAt(tokens, at, shape.endsWith('n'));
      if (next === null) return null;
      if (next.sign !== '-') shape += next.sign;
      at = next.end;
    }
    return { shape, numbers };
  }

  /** What is said at a place; behind a number other phrases count than before one. */
  private signAt(tokens: readonly string[], at: number, isBehind: boolean): { sign: Reading; end: number } | null {
    const token = tokens[at] ?? '';
    // "50 to 200", but "a team of 8".
    if (isBehind && this.ranges.has(token) && this.leadsToNumber(tokens, at + 1)) return { sign: '~', end: at + 1 };
    const phrase = (isBehind ? this.behind : this.before).at(tokens, at)[0];
    if (phrase !== undefined && phrase.value !== '-') return { sign: phrase.value, end: phrase.end };
    const other = isBehind ? this.before.at(tokens, at)[0] : undefined;
    if (other !== undefined && other.value !== '-' && other.value !== 'f') return { sign: other.value, end: other.end };
    if (phrase !== undefined) return { sign: '-', end: phrase.end };
    return PUNCTUATION.has(token) || other !== undefined ? { sign: '-', end: other?.end ?? at + 1 } : null;
  }

  /** Whether a number follows, with no more than a comparison or noise before it: "50 bis unter 250". */
  private leadsToNumber(tokens: readonly string[], at: number): boolean {
    for (let next = at, steps = 0; next < tokens.length && steps < MOST_STEPS; steps++) {
      const token = tokens[next] ?? '';
      if (/^\d/.test(token)) return true;
      const phrase = this.before.at(tokens, next)[0];
      if (phrase === undefined && !PUNCTUATION.has(token)) return false;
      next = phrase?.end ?? next + 1;
    }
    return false;
  }
}

function entriesOf(phrases: string, sign: Reading): (readonly [readonly string[], Reading])[] {
  return phrases.split(', ').map((phrase) => [phrase.split(' '), sign] as const);
}

function tokensOf(text: string): string[] {
  const joined = MARKED.test(text) ? text.replace(INNER_MARKS, ' ') : text;
  let hasNumber = false;
  return Array.from(joined.matchAll(TOKEN), ({ 0: token, groups = {} }) => {
    hasNumber ||= groups.number !== undefined;
    if (groups.dash === undefined) return token;
    return hasNumber || token === '~' || token === '〜' ? '~' : MINUS;
  });
}
