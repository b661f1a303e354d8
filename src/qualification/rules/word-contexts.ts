import { type PhraseMatch, PhraseBook } from './phrase-book.js';
import { stemOf, type Word } from '../words.js';
import {
  ANSWERS,
  AUXILIARIES,
  CLOSE_DENIALS,
  DEFERRALS,
  DEFERRED_BEFORE,
  DENIED_DENIALS,
  DENIALS,
  FORMER,
  FORMER_PAIRS,
  HAD,
  HARMLESS_NEXT,
  HARMLESS_NOUNS,
  ITALIAN_VERBS,
  LONE_ANSWERS,
  NEEDS,
  NO_STATES,
  NOW,
  PORTUGUESE_NOUNS,
  RELATIVES,
  RESUMPTIONS,
  RETURNS,
  SAYINGS,
  REVOCATIONS,
  REVOKED_BY,
  REVOKING_PAIRS,
  SCOPE_ENDS,
  WAS,
} from './context-words.js';
import { senseOf } from './senses.js';

/** What is known of each place. */
type Known = Uint8Array;
const [UNKNOWN, NO, YES] = [0, 1, 2];

type Span = Pick<PhraseMatch<unknown>, 'start' | 'end'>;

/** How far before a phrase a denial may stand, or words that put it into the past: "does not currently plan on a demo". */
const DENIAL_REACH = 5;
/** How far before it a verb may stand that takes it back: "declined the second demo". */
const VERB_REACH = 3;
/** How far the company of a phrase reaches: "switching from their current competitor". */
const SENSE_REACH = 6;
/** How far behind a phrase the words begin that take it back, auxiliaries aside: "budget has been cut". */
const AUXILIARY_REACH = 4;
/** How many words behind a disqualifier somebody may come back. */
const RETURN_REACH = 15;

const ARTICLES = new Set(
  'a an the our their his her its any some der die das den dem ein eine le la les un une el los una o os um'.split(' '),
);

const bookOf = (phrases: readonly string[]) => new PhraseBook<true>(phrases.map((phrase) => [phrase, true] as const));
const REVOKED = bookOf(REVOKED_BY);
/** Whether each is one that says "now". */
const DEFERRED = new PhraseBook(DEFERRALS.map((phrase) => [phrase, NOW.has(phrase)] as const));
const RETURNED = bookOf(RETURNS);
const RESUMED = bookOf(RESUMPTIONS);
const NO_DENIALS = bookOf([]);

/** What stands around the words of a text. Each place is looked at once, however many phrases begin or end there. */
export class WordContexts {
  private readonly texts: readonly string[];
  private readonly stems: readonly string[];
  private readonly words: readonly Word[];
  private readonly denials: PhraseBook<true>;
  private readonly places = new Map<string, Known>();
  private returns: readonly number[] | undefined;
  private resumptions: readonly number[] | undefined;

  /** @param denials of the profile, besides those of the language */
  constructor(words: readonly Word[], denials: PhraseBook<true> = NO_DENIALS) {
    this.words = words;
    this.denials = denials;
    this.texts = words.map(({ text }) => text);
    this.stems = this.texts.map(stemOf);
  }

  /** The words as they are compared with a profile's phrases. */
  get stemmed(): readonly string[] {
    return this.stems;
  }

  isWithinClause({ start, end }: Span): boolean {
    return this.words[start]?.clause === this.words[end - 1]?.clause;
  }

  /** Denied before ("not a competitor") or by an answer ("Competitor: no"), within the same clause. */
  isDenied({ start, end }: Span): boolean {
    return (
      this.remembered('answer', end, () => this.findsAnswerNo(end)) ||
      this.remembered('denial', start, () => this.findsDenialBefore(start))
    );
  }

  /** Taken back before ("declined the demo") or behind ("budget was cut"), within the same clause. */
  isRevoked({ start, end }: Span): boolean {
    return (
      (this.remembered('revocation', start, () => this.findsRevocationBefore(start)) ||
        this.remembered('revoked', end, () => this.findsRevocationBehind(end))) &&
      !this.isResumed(end)
    );
  }

  /** Not the state of this contact now: in the past, somebody else's, over, or another sense of the words. */
  isExcused(match: PhraseMatch<string>): boolean {
    const { start, end, value } = match;
    return (
      this.hasOtherSense(match) ||
      this.remembered('past', start, () => this.findsBefore(start, FORMER)) ||
      (!NO_STATES.has(value) && this.isToldOfThePast(match)) ||
      this.isOver(end)
    );
  }

  /** Whether a verb before it is in the past: "was a student", "was not interested". */
  isToldOfThePast({ start }: Span): boolean {
    return this.remembered('state', start, () => this.findsBefore(start, WAS));
  }

  /** Of a phrase that begins with a denial: put off ("no budget until Q3"), or no denial at all ("no budget problem"). */
  isDeferred(span: Span): boolean {
    // "No budget", and "bütçe yok".
    if (!this.isDenial(span.start, span.start) && !this.isDenial(span.end - 1, span.start)) return false;
    return this.isHarmless(span) || this.remembered('deferred', span.end, () => this.findsDeferral(span));
  }

  /** Of a phrase that begins with a denial: "no budget problem", "no budget constraints". */
  isHarmless({ start, end }: Span): boolean {
    return this.isDenial(start, start) && this.remembered('harmless', end, () => this.leadsToHarmless(end, end - 1));
  }

  /** Whether its company gives the phrase another sense: "hiring manager", "student housing". */
  hasOtherSense({ start, end }: Span): boolean {
    const sense = senseOf(this.stems.slice(start, end));
    if (sense === undefined) return false;
    const before = ARTICLES.has(this.textAt(start - 1, start)) ? start - 2 : start - 1;
    const previous = this.stemAt(before, start).replace(/^\d.*/, '#');
    if (sense.before.has(previous) || sense.before.has(this.stemAt(start - 1, start))) return true;
    if (sense.behind.has(this.stemAt(end, start))) return true;
    if (sense.behind.has(':') && this.words[end]?.isAnswer === true) return true;
    for (let distance = 1; distance <= SENSE_REACH; distance++) {
      if (sense.around.has(this.stemAt(start - distance, start))) return true;
      if (sense.within.has(this.stemAt(end - 1 + distance, start))) return true;
    }
    return false;
  }

  private findsAnswerNo(end: number): boolean {
    const inner = end - 1;
    // "Budget approved: no".
    const late = [end + 1, end + 2].find((at) => this.words[at]?.isAnswer === true && this.textAt(at, inner) !== '');
    if (late !== undefined && LONE_ANSWERS.has(this.textAt(late, inner)) && this.textAt(late + 1, inner) === '')
      return true;
    const answer = this.textAt(end, inner);
    if (ANSWERS.has(answer)) return true;
    if (!LONE_ANSWERS.has(answer)) return false;
    const next = this.textAt(end + 1, inner);
    const isHarmless = HARMLESS_NOUNS.has(next) || next === 'doubt';
    return next === '' || (this.words[end]?.isAnswer === true && !isHarmless);
  }

  private findsDenialBefore(start: number): boolean {
    if (CLOSE_DENIALS.has(this.textAt(start - 1, start))) return true;
    for (let distance = 1; distance <= DENIAL_REACH; distance++) {
      const at = start - distance;
      if (this.words[at + 1]?.isAnswer === true) return false;
      const text = this.textAt(at, start);
      if (text === '' || SCOPE_ENDS.has(text)) return false;
      const isItalian = CLOSE_DENIALS.has(text) && ITALIAN_VERBS.has(this.textAt(at + 1, start));
      const isDenial = this.isDenial(at, start) || isItalian || this.denials.at(this.texts, at).length > 0;
      if (isDenial) return !this.isTurnedRound(at, start) && !this.isDeniedItself(at, start);
    }
    return false;
  }

  /** "It's not that they don't want a demo", "didn't say no to a demo". */
  private isDeniedItself(denial: number, inner: number): boolean {
    const before = [1, 2, 3].map((distance) => this.textAt(denial - distance, inner));
    const pairs = before.slice(1).map((text, index) => `${text} ${before[index] ?? ''}`);
    if ([before[0] ?? '', ...pairs].some((words) => DENIED_DENIALS.has(words))) return true;
    return SAYINGS.has(before[0] ?? '') && before.slice(1).some((text) => DENIALS.has(text));
  }

  private isDenial(at: number, inner: number): boolean {
    const text = this.textAt(at, inner);
    return DENIALS.has(text) || (text === 'sem' && PORTUGUESE_NOUNS.has(this.textAt(at + 1, inner)));
  }

  /** "not only a demo", "did not cancel the demo", "no problem with the budget", "no budget problem". */
  private isTurnedRound(denial: number, inner: number): boolean {
    const next = this.textAt(denial + 1, inner);
    return HARMLESS_NEXT.has(next) || REVOCATIONS.has(next) || this.leadsToHarmless(denial + 1, inner);
  }

  /** Whether one of the next three words is a problem or the like, which is what is denied then; "issue an RFP" is none. */
  private leadsToHarmless(at: number, inner: number): boolean {
    return [at, at + 1, at + 2].some(
      (index) => HARMLESS_NOUNS.has(this.textAt(index, inner)) && !ARTICLES.has(this.textAt(index + 1, inner)),
    );
  }

  private findsRevocationBefore(start: number): boolean {
    for (let distance = 1; distance <= VERB_REACH; distance++) {
      const text = this.textAt(start - distance, start);
      if (text === '' || SCOPE_ENDS.has(text)) return false;
      if (REVOCATIONS.has(text)) return !this.isDenial(start - distance - 1, start);
      if (REVOKING_PAIRS.has(`${this.textAt(start - distance - 1, start)} ${text}`)) return true;
    }
    return false;
  }

  private findsRevocationBehind(end: number): boolean {
    const inner = end - 1;
    const clauseEnd = this.clauseEndOf(inner);
    for (let at = end; at <= end + AUXILIARY_REACH && at < clauseEnd; at++) {
      const [match] = REVOKED.at(this.texts, at);
      if (match !== undefined && match.end <= clauseEnd) return !this.isTurnedRound(match.end - 1, inner);
      if (!AUXILIARIES.has(this.texts[at] ?? '')) return false;
    }
    return false;
  }

  /** Words that put a phrase into the past, or say that it is somebody else's. */
  private findsBefore(start: number, past: ReadonlySet<string>): boolean {
    for (let distance = 1; distance <= DENIAL_REACH; distance++) {
      const text = this.textAt(start - distance, start);
      if (text === '') return false;
      if (past.has(text) || RELATIVES.has(text)) return true;
      if (FORMER_PAIRS.has(`${this.textAt(start - distance - 1, start)} ${text}`)) return true;
    }
    return false;
  }

  private findsDeferral({ start, end }: Span): boolean {
    const isNeed = NEEDS.has(this.textAt(end - 1, start));
    const before = this.textAt(start - 1, start);
    if (isNeed && this.findsBefore(start, HAD)) return true;
    if (DEFERRED_BEFORE.has(before) && !(isNeed && NOW.has(before))) return true;
    const clauseEnd = this.clauseEndOf(end - 1);
    return [end, end + 1, end + 2, end + 3].some(
      (at) => at < clauseEnd && DEFERRED.at(this.texts, at).some(({ value: isNow }) => !(isNeed && isNow)),
    );
  }

  /** Whether somebody comes back not far behind, in whatever clause. */
  private isOver(end: number): boolean {
    this.returns ??= RETURNED.all(this.texts).map((match) => match.start);
    return this.returns.some((at) => at >= end && at <= end + RETURN_REACH);
  }

  private isResumed(end: number): boolean {
    this.resumptions ??= RESUMED.all(this.texts).map((match) => match.start);
    return this.resumptions.some((at) => at >= end && at <= end + RETURN_REACH);
  }

  private clauseEndOf(index: number): number {
    let end = index;
    while (end < this.words.length && end <= index + SENSE_REACH && this.textAt(end, index) !== '') end += 1;
    return end;
  }

  /** The word at `index`, if it is in the clause of the word at `inner`. */
  private textAt(index: number, inner: number): string {
    const word = this.words[index];
    return word !== undefined && word.clause === this.words[inner]?.clause ? word.text : '';
  }

  private stemAt(index: number, inner: number): string {
    return this.textAt(index, inner) === '' ? '' : (this.stems[index] ?? '');
  }

  private remembered(question: string, place: number, find: () => boolean): boolean {
    let known = this.places.get(question);
    if (known === undefined) this.places.set(question, (known = new Uint8Array(this.words.length + 1)));
    if (known[place] === UNKNOWN) known[place] = find() ? YES : NO;
    return known[place] === YES;
  }
}
