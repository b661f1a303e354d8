import type { ScoringProfile } from '../profile/scoring-profile.js';
import { type PhraseMatch, PhraseBook } from './phrase-book.js';
import { clausedWordsOf, stemOf } from '../words.js';
import { WordContexts } from './word-contexts.js';

/** What notes say of a profile's phrases, each named once and as the profile writes it. */
export interface FoundSignals {
  signals: string[];
  /** Signals that the notes name only to deny them: "no demo wanted". */
  denied: string[];
  disqualifiers: string[];
}

/** Finds the profile's buying signals and disqualifiers in notes: whole words, any case, simple inflections. */
export function findSignals(
  notes: string,
  { buyingSignals, disqualifiers }: Pick<ScoringProfile, 'buyingSignals' | 'disqualifiers'>,
): FoundSignals {
  const words = clausedWordsOf(notes);
  const stems = words.map(({ text }) => stemOf(text));
  const contexts = new WordContexts(words);
  const occurrencesOf = (phrases: readonly string[]) =>
    new PhraseBook(
      phrases.map((phrase) => [phrase, phrase] as const),
      stemOf,
    )
      .all(stems)
      .filter((match) => contexts.isWithinClause(match));
  const hostile = occurrencesOf(disqualifiers);
  // "no budget" as a disqualifier holds the word "budget", which is then no signal.
  const covered = new Coverage(hostile, words.length);
  const friendly = occurrencesOf(buyingSignals).filter((match) => !covered.includes(match));
  const signals = new Set<string>();
  for (const match of friendly) {
    const isKnown = signals.has(match.value);
    if (!isKnown && !contexts.isDenied(match) && !contexts.isCalledOff(match)) signals.add(match.value);
  }
  return {
    signals: [...signals],
    denied: namesOf(friendly).filter((name) => !signals.has(name)),
    disqualifiers: namesOf(hostile.filter((match) => !contexts.isDenied(match))),
  };
}

/** Which words some of many matches cover. */
class Coverage {
  /** How many of the words before each place are covered. */
  private readonly before: Uint32Array;

  constructor(matches: readonly PhraseMatch<string>[], words: number) {
    const covered = new Uint8Array(words);
    for (const { start, end } of matches) covered.fill(1, start, end);
    this.before = new Uint32Array(words + 1);
    for (let index = 0; index < words; index++) this.before[index + 1] = this.countAt(index) + (covered[index] ?? 0);
  }

  /** Whether every word of a match is covered. */
  includes({ start, end }: PhraseMatch<string>): boolean {
    return this.countAt(end) - this.countAt(start) === end - start;
  }

  private countAt(index: number): number {
    return this.before[index] ?? 0;
  }
}

function namesOf(matches: readonly PhraseMatch<string>[]): string[] {
  return [...new Set(matches.map(({ value }) => value))];
}
