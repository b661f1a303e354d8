import type { LeadFacts } from '../../leads/lead-facts.js';
import type { ScoringProfile } from '../profile/scoring-profile.js';
import { type PhraseMatch, PhraseBook } from './phrase-book.js';
import { clausedWordsOf, stemOf, wordsOf } from '../words.js';
import { prefersWriting } from './channel-preference.js';
import { Compiled } from './compiled.js';
import { given } from './lead-text.js';
import { isMailFooter } from './mail-footer.js';
import { plainNotes } from './plain-notes.js';
import { refusalsIn, withoutShortForms } from './refusals.js';
import { Remembered } from './remembered.js';
import { withSynonyms } from './synonyms.js';
import { unspacedSignals } from './unspaced-signals.js';
import { WordContexts } from './word-contexts.js';

/** What notes say of a profile's phrases, each named once and as the profile writes it. */
export interface FoundSignals {
  signals: string[];
  /** Signals that the notes name only to deny them: "no demo wanted". */
  denied: string[];
  disqualifiers: string[];
}

const UNSUBSCRIBE = stemOf('unsubscribe');
const BOOKS = new Compiled((phrases) => new PhraseBook(withSynonyms(phrases), stemOf));
const DENIALS = new Compiled((phrases) => new PhraseBook(phrases.map((phrase) => [phrase, true as const] as const)));

/** The lists of a profile that notes are read by. */
export type SignalLists = Pick<ScoringProfile, 'buyingSignals' | 'disqualifiers' | 'negations'>;

/**
 * Finds the profile's buying signals and disqualifiers in notes: whole words, any case, simple inflections, common synonyms;
 * not what the notes deny, take back, put off or say in another sense.
 */
export function findSignals(written: string, profile: SignalLists): FoundSignals {
  const notes = withoutShortForms(plainNotes(written));
  const spaced = findSpaced(notes, profile);
  const unspaced = unspacedSignals(notes, profile);
  return unspaced === null ? spaced : joined(spaced, unspaced);
}

function joined(one: FoundSignals, other: FoundSignals): FoundSignals {
  const signals = [...new Set([...one.signals, ...other.signals])];
  const denied = [...new Set([...one.denied, ...other.denied])];
  return {
    signals,
    denied: denied.filter((name) => !signals.includes(name)),
    disqualifiers: [...new Set([...one.disqualifiers, ...other.disqualifiers])],
  };
}

/** Whether a phrase of the profile is what mails offer at their ends. */
function isUnsubscription(phrase: string): boolean {
  return stemOf(phrase.toLowerCase()) === UNSUBSCRIBE;
}

function findSpaced(notes: string, { buyingSignals, disqualifiers, negations }: SignalLists): FoundSignals {
  const words = clausedWordsOf(notes);
  const contexts = new WordContexts(words, DENIALS.of(negations));
  const occurrencesOf = (phrases: readonly string[]) =>
    BOOKS.of(phrases)
      .all(contexts.stemmed)
      .filter((match) => contexts.isWithinClause(match));
  const hostile = occurrencesOf(disqualifiers);
  // "no budget" as a disqualifier holds the word "budget", which is then no signal; "no budget problem" denies none.
  const covered = new Coverage(
    hostile.filter((match) => !contexts.isHarmless(match)),
    words.length,
  );
  const friendly = occurrencesOf(buyingSignals).filter(
    (match) => !covered.includes(match) && !contexts.hasOtherSense(match),
  );
  const signals = new Set<string>();
  let lastSignal = -1;
  for (const match of friendly) {
    const isKnown = signals.has(match.value) && match.start < lastSignal;
    if (isKnown || contexts.isDenied(match) || contexts.isRevoked(match)) continue;
    signals.add(match.value);
    lastSignal = Math.max(lastSignal, match.start);
  }
  const counting = hostile.filter(
    (match) =>
      !contexts.isDenied(match) &&
      !contexts.isDeferred(match) &&
      !contexts.isExcused(match) &&
      !prefersWriting(words, match) &&
      !(isUnsubscription(match.value) && isMailFooter(words, match)) &&
      // "He was not interested in May; in June he asked for a quote."
      !(match.end < lastSignal && contexts.isToldOfThePast(match)),
  );
  const refused = refusalsIn(words).filter(
    (refusal) =>
      !contexts.isDenied(refusal) &&
      !contexts.isExcused(refusal) &&
      !prefersWriting(words, refusal) &&
      // "Interested? No, but wants a demo".
      !(refusal.end < lastSignal) &&
      // "Demo? No thanks", and "Interested in a demo? No".
      !friendly.some(({ start, end }) => refusal.isPolite || (start >= refusal.start && end <= refusal.end)),
  );
  return {
    signals: [...signals],
    denied: namesOf(friendly).filter((name) => !signals.has(name)),
    disqualifiers: [...new Set([...namesOf(counting), ...disqualifiers.filter((name) => isSaidBy(refused, name))])],
  };
}

function isSaidBy(refusals: readonly PhraseMatch<string>[], phrase: string): boolean {
  const words = refusals.length === 0 ? '' : wordsOf(phrase).join(' ');
  return refusals.some(({ value }) => value === words);
}

/**
 * What a lead's notes say, and whether its title is a disqualifier itself: "MBA student" is one, "Student Services" is not.
 */
export function findInLead(
  { notes, contactTitle }: Pick<LeadFacts, 'notes' | 'contactTitle'>,
  profile: SignalLists,
): FoundSignals {
  const found = findSignals(given(notes) ?? '', profile);
  const title = given(contactTitle);
  if (title === null || profile.disqualifiers.length === 0) return found;
  const states = TITLES.of(title, profile);
  return states.length === 0 ? found : { ...found, disqualifiers: [...new Set([...found.disqualifiers, ...states])] };
}

const TITLES = new Remembered((title, profile: SignalLists) => [
  ...disqualifyingTitles(title, profile),
  ...(unspacedSignals(title, profile, true)?.disqualifiers ?? []),
]);

function disqualifyingTitles(title: string, { disqualifiers, negations }: SignalLists): string[] {
  const words = clausedWordsOf(title);
  const contexts = new WordContexts(words, DENIALS.of(negations));
  const states = BOOKS.of(disqualifiers)
    .all(contexts.stemmed)
    .filter((match) => match.end === words.length && contexts.isWithinClause(match));
  return namesOf(states.filter((match) => !contexts.isDenied(match) && !contexts.isExcused(match)));
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
