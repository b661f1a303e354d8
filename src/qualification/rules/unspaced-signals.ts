import type { ScoringProfile } from '../profile/scoring-profile.js';
import { wordsOf } from '../words.js';
import { Compiled } from './compiled.js';
import {
  ABSENT_BEHIND,
  DENIED_BEFORE,
  DENIED_BEHIND,
  FORMERLY,
  NEEDED_NOW,
  NO_NEED,
  OTHER_SENSES,
  PROBLEM,
  PUT_OFF,
  RETURNED,
  UNSPACED_LACKS,
  UNSPACED_PHRASES,
} from './unspaced-words.js';

/** What a text in Chinese, Japanese or Korean says of a profile's phrases. */
export interface UnspacedSignals {
  signals: string[];
  denied: string[];
  disqualifiers: string[];
}

/** Characters of words that stand without spaces, or with few. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const SPACES = new RegExp(String.raw`(?<=${UNSPACED.source})[ \t]+(?=${UNSPACED.source})`, 'gu');
const CLAUSE_ENDS =
  /[。．.!?！？;；,，、\n\r…|()「」]+|但是|不过|不過|但|然而|ですが|けれども|けど|しかし|一方|지만|그러나|으나/u;
/** The disqualifier that clauses without a phrase of its own may say. */
const NO_INTEREST = 'not interested';
/** Characters around a phrase that are looked at. */
const REACH = 14;
/** Further behind a contact may come back. */
const RETURN_REACH = 40;
/** A clause that says that there is no need is no longer. */
const LONGEST_REFUSAL = 40;
/** Notes that name phrases more often say nothing more by it. */
const MOST_FOUND = 100;

interface Meaning {
  /** As the profile writes it. */
  name: string;
  /** The common phrase that it is, by which its other senses are known. */
  common: string;
  isHostile: boolean;
  /** Counts where the words are denied. */
  isLack: boolean;
}

interface Lexicon {
  pattern: RegExp | null;
  meanings: Map<string, Meaning[]>;
}

const LEXICONS = new Compiled((lines) => lexiconOf(lines));

/**
 * Finds the profile's buying signals and disqualifiers in notes without spaces between words; `null` where there are none.
 * @param atEnd whether only a phrase at the end counts, as in a title
 */
export function unspacedSignals(
  text: string,
  { buyingSignals, disqualifiers }: Pick<ScoringProfile, 'buyingSignals' | 'disqualifiers'>,
  atEnd = false,
): UnspacedSignals | null {
  if (!UNSPACED.test(text)) return null;
  const lines = [...buyingSignals.map((name) => `+${name}`), ...disqualifiers.map((name) => `-${name}`)];
  const { pattern, meanings } = LEXICONS.of(lines);
  if (pattern === null) return null;
  const signals = new Set<string>();
  const named = new Set<string>();
  const hostile = new Set<string>();
  for (const { phrase, place } of occurrencesOf(pattern, folded(text), atEnd)) {
    for (const meaning of meanings.get(phrase) ?? []) {
      if (meaning.isHostile) {
        if (isDisqualifying(meaning, place)) hostile.add(meaning.name);
      } else if (!hasOtherSense(meaning, place)) {
        named.add(meaning.name);
        if (!isDenied(place)) signals.add(meaning.name);
      }
    }
  }
  if (!atEnd && saysNoNeed(folded(text))) disqualifiers.filter(isNoInterest).forEach((name) => hostile.add(name));
  return {
    signals: [...signals],
    denied: [...named].filter((name) => !signals.has(name)),
    disqualifiers: [...hostile],
  };
}

function isNoInterest(phrase: string): boolean {
  return wordsOf(phrase).join(' ') === NO_INTEREST;
}

function saysNoNeed(text: string): boolean {
  const refuses = text.split(CLAUSE_ENDS).some((clause) => clause.length <= LONGEST_REFUSAL && NO_NEED.test(clause));
  return refuses && !NEEDED_NOW.test(text) && !RETURNED.test(text);
}

/** What stands around a phrase: in its clause, and behind it in any. */
interface Place {
  before: string;
  behind: string;
  later: string;
}

/** The first occurrences of all phrases. */
function occurrencesOf(pattern: RegExp, text: string, atEnd: boolean): { phrase: string; place: Place }[] {
  const found: { phrase: string; place: Place }[] = [];
  let from = 0;
  for (const clause of text.split(CLAUSE_ENDS)) {
    const offset = text.indexOf(clause, from);
    from = offset + clause.length;
    for (const { 0: phrase, index } of clause.matchAll(pattern)) {
      const end = index + phrase.length;
      if (found.length === MOST_FOUND) return found;
      if (atEnd && offset + end < text.length) continue;
      const place = {
        before: clause.slice(Math.max(0, index - REACH), index),
        behind: clause.slice(end, end + REACH),
        later: text.slice(offset + end, offset + end + RETURN_REACH),
      };
      found.push({ phrase, place });
    }
  }
  return found;
}

function isDisqualifying(meaning: Meaning, place: Place): boolean {
  if (meaning.isLack) return isAbsent(place) && !PUT_OFF.test(place.before) && !PUT_OFF.test(place.behind);
  const isOver = FORMERLY.test(place.before) || RETURNED.test(place.later);
  return !isDenied(place) && !isOver && !hasOtherSense(meaning, place);
}

function isAbsent({ before, behind }: Place): boolean {
  return !PROBLEM.test(behind) && (DENIED_BEFORE.test(before) || ABSENT_BEHIND.test(behind));
}

/** "没有预算" and "予算なし", but not "没有预算问题". */
function isDenied({ before, behind }: Place): boolean {
  const isBefore = DENIED_BEFORE.test(before);
  const problem = PROBLEM.exec(behind)?.groups;
  if (problem !== undefined) return !isBefore && problem.between === undefined && problem.behind === undefined;
  return isBefore || DENIED_BEHIND.test(behind);
}

function hasOtherSense({ common }: Meaning, { before, behind }: Place): boolean {
  const sense = OTHER_SENSES[common];
  return sense?.before?.test(before) === true || sense?.behind?.test(behind) === true;
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(SPACES, '');
}

/** @param lines phrases of a profile, each behind a sign that says of which list it is */
function lexiconOf(lines: readonly string[]): Lexicon {
  const meanings = new Map<string, Meaning[]>();
  for (const [phrase, meaning] of lines.flatMap(entriesOf)) {
    const known = meanings.get(phrase) ?? [];
    const isNew = known.every(({ name, isHostile }) => name !== meaning.name || isHostile !== meaning.isHostile);
    if (isNew) meanings.set(phrase, [...known, meaning]);
  }
  const all = [...meanings.keys()].toSorted((a, b) => b.length - a.length).map(escaped);
  return { pattern: all.length === 0 ? null : new RegExp(all.join('|'), 'gu'), meanings };
}

function entriesOf(line: string): [phrase: string, meaning: Meaning][] {
  const name = line.slice(1);
  const common = wordsOf(name).join(' ');
  const meaning = { name, common, isHostile: line.startsWith('-'), isLack: false };
  const itself = folded(name);
  return [
    ...(UNSPACED.test(name) ? [[itself, { ...meaning, common: commonOf(itself) }] as [string, Meaning]] : []),
    ...wordsFor(UNSPACED_PHRASES, common).map((phrase): [string, Meaning] => [phrase, meaning]),
    ...wordsFor(UNSPACED_LACKS, common).map((phrase): [string, Meaning] => [phrase, { ...meaning, isLack: true }]),
  ];
}

function wordsFor(phrases: Record<string, string>, common: string): string[] {
  return Object.hasOwn(phrases, common) ? (phrases[common]?.split(' ') ?? []) : [];
}

/** A profile may name a common phrase in Chinese itself. */
function commonOf(phrase: string): string {
  return Object.entries(UNSPACED_PHRASES).find(([, phrases]) => phrases.split(' ').includes(phrase))?.[0] ?? phrase;
}

function escaped(phrase: string): string {
  return phrase.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
