import type { ScoringProfile } from '../profile/scoring-profile.js';
import { type PhraseMatch, PhraseBook } from './phrase-book.js';
import { type Word, clausedWordsOf, stemOf } from './words.js';

/** What notes say of a profile's phrases, each named once and as the profile writes it. */
export interface FoundSignals {
  signals: string[];
  /** Signals that the notes name only to deny them: "no demo wanted". */
  denied: string[];
  disqualifiers: string[];
}

const DENIALS = new Set(
  (
    'no not without never nor neither none zero cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt ' +
    'hasnt havent hadnt lack lacks lacking'
  ).split(' '),
);
/** After a denial, these turn it round or away: "not only a demo", "no doubt about the budget". */
const HARMLESS = new Set(['only', 'just', 'doubt', 'problem', 'problems', 'later']);
/** How far before a phrase a denial may stand: "not currently planning a demo". */
const DENIAL_REACH = 3;

const CALLED_OFF = new PhraseBook<true>(
  (
    'freeze, frozen, declined, cancelled, canceled, rejected, isnt, wasnt, is not, was not, not wanted, not needed, ' +
    'not required, not approved, not available, not possible'
  )
    .split(', ')
    .map((phrase) => [phrase, true] as const),
);

/** Finds the profile's buying signals and disqualifiers in notes: whole words, any case, simple inflections. */
export function findSignals(
  notes: string,
  { buyingSignals, disqualifiers }: Pick<ScoringProfile, 'buyingSignals' | 'disqualifiers'>,
): FoundSignals {
  const words = clausedWordsOf(notes);
  const hostile = occurrences(words, disqualifiers);
  const covered = new Set(hostile.flatMap(({ start, end }) => range(start, end)));
  // "no budget" as a disqualifier holds the word "budget", which is then no signal.
  const friendly = occurrences(words, buyingSignals).filter(
    (match) => !range(match.start, match.end).every((i) => covered.has(i)),
  );
  const isOff = (match: PhraseMatch<string>) => isDenied(match, words) || isCalledOff(match, words);
  const signals = namesOf(friendly.filter((match) => !isOff(match)));
  return {
    signals,
    denied: namesOf(friendly).filter((name) => !signals.includes(name)),
    disqualifiers: namesOf(hostile.filter((match) => !isDenied(match, words))),
  };
}

function occurrences(words: readonly Word[], phrases: readonly string[]): PhraseMatch<string>[] {
  const book = new PhraseBook(
    phrases.map((phrase) => [phrase, phrase] as const),
    stemOf,
  );
  return book
    .all(words.map(({ text }) => stemOf(text)))
    .filter(({ start, end }) => words[start]?.clause === words[end - 1]?.clause);
}

/** Denied before ("not a competitor") or by an answer ("Competitor: no"), within the same clause. */
function isDenied(match: PhraseMatch<string>, words: readonly Word[]): boolean {
  return isAnsweredNo(match, words) || isDeniedBefore(match, words);
}

function isAnsweredNo({ start, end }: PhraseMatch<string>, words: readonly Word[]): boolean {
  const clause = words[start]?.clause;
  return ['no', 'none'].includes(textAt(words, end, clause)) && textAt(words, end + 1, clause) === '';
}

function isDeniedBefore({ start }: PhraseMatch<string>, words: readonly Word[]): boolean {
  const clause = words[start]?.clause;
  const before = range(start - DENIAL_REACH, start).map((i) => textAt(words, i, clause));
  // "not hiring and evaluating": what follows "and" stands for itself.
  const own = before.slice(before.lastIndexOf('and') + 1);
  return own.some((word, i) => DENIALS.has(word) && !HARMLESS.has(own[i + 1] ?? ''));
}

function isCalledOff({ start, end }: PhraseMatch<string>, words: readonly Word[]): boolean {
  const clause = words[start]?.clause;
  const following = range(end, end + 2).map((i) => textAt(words, i, clause));
  return CALLED_OFF.all(following).some((match) => match.start === 0);
}

function textAt(words: readonly Word[], index: number, clause: number | undefined): string {
  const word = words[index];
  return word?.clause === clause ? (word?.text ?? '') : '';
}

function namesOf(matches: readonly PhraseMatch<string>[]): string[] {
  return [...new Set(matches.map(({ value }) => value))];
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, offset) => start + offset);
}
