import { type PhraseMatch, PhraseBook } from './phrase-book.js';
import type { Word } from '../words.js';
import { ClausedText } from './claused-text.js';
import { Denials } from './denials.js';
import {
  ARTICLES,
  AUXILIARIES,
  DEFERRALS,
  DEFERRED_BEFORE,
  FORMER,
  FORMER_PAIRS,
  HAD,
  NEEDS,
  NO_STATES,
  NOW,
  RELATIVES,
  RESUMPTIONS,
  RETURNS,
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

/** How far before a phrase words may stand that put it into the past. */
const PAST_REACH = 5;
/** How far before it a verb may stand that takes it back: "declined the second demo". */
const VERB_REACH = 3;
/** How far the company of a phrase reaches: "switching from their current competitor". */
const SENSE_REACH = 6;
/** How far behind a phrase the words begin that take it back, auxiliaries aside: "budget has been cut". */
const AUXILIARY_REACH = 4;
/** How many words behind a disqualifier a contact may come back. */
const RETURN_REACH = 15;

const bookOf = (phrases: readonly string[]) => new PhraseBook<true>(phrases.map((phrase) => [phrase, true] as const));
const REVOKED = bookOf(REVOKED_BY);
/** Whether each is one that says "now". */
const DEFERRED = new PhraseBook(DEFERRALS.map((phrase) => [phrase, NOW.has(phrase)] as const));
const RETURNED = bookOf(RETURNS);
const RESUMED = bookOf(RESUMPTIONS);
const NO_DENIALS = bookOf([]);

/** What stands around the words of a text. Each place is looked at once, however many phrases begin or end there. */
export class WordContexts {
  private readonly words: ClausedText;
  private readonly denials: Denials;
  private readonly places = new Map<string, Known>();
  private returns: readonly number[] | undefined;
  private resumptions: readonly number[] | undefined;

  /** @param denials of the profile, besides those of the language */
  constructor(words: readonly Word[], denials: PhraseBook<true> = NO_DENIALS) {
    this.words = new ClausedText(words);
    this.denials = new Denials(this.words, denials);
  }

  /** The words as they are compared with a profile's phrases. */
  get stemmed(): readonly string[] {
    return this.words.stems;
  }

  isWithinClause({ start, end }: Span): boolean {
    return this.words.sharesClause(start, end - 1);
  }

  /** Denied before ("not a competitor") or by an answer ("Competitor: no"), within the same clause. */
  isDenied({ start, end }: Span): boolean {
    return (
      this.remembered('answer', end, () => this.denials.isAnsweredNo(end)) ||
      this.remembered('denial', start, () => this.denials.isDeniedBefore(start))
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

  /** Not the state of this contact now: in the past, another's, over, or another sense of the words. */
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
    if (!this.denials.isDenial(span.start, span.start) && !this.denials.isDenial(span.end - 1, span.start))
      return false;
    return this.isHarmless(span) || this.remembered('deferred', span.end, () => this.findsDeferral(span));
  }

  /** Of a phrase that begins with a denial: "no budget problem", "no budget constraints". */
  isHarmless({ start, end }: Span): boolean {
    return (
      this.denials.isDenial(start, start) &&
      this.remembered('harmless', end, () => this.denials.leadsToHarmless(end, end - 1))
    );
  }

  /** Whether its company gives the phrase another sense: "hiring manager", "student housing". */
  hasOtherSense({ start, end }: Span): boolean {
    const sense = senseOf(this.words.stems.slice(start, end));
    if (sense === undefined) return false;
    const before = ARTICLES.has(this.words.textAt(start - 1, start)) ? start - 2 : start - 1;
    const previous = this.words.stemAt(before, start).replace(/^\d.*/, '#');
    if (sense.before.has(previous) || sense.before.has(this.words.stemAt(start - 1, start))) return true;
    if (sense.behind.has(this.words.stemAt(end, start))) return true;
    if (sense.behind.has(':') && this.words.isAnswer(end)) return true;
    for (let distance = 1; distance <= SENSE_REACH; distance++) {
      if (sense.around.has(this.words.stemAt(start - distance, start))) return true;
      if (sense.within.has(this.words.stemAt(end - 1 + distance, start))) return true;
    }
    return false;
  }

  private findsRevocationBefore(start: number): boolean {
    for (let distance = 1; distance <= VERB_REACH; distance++) {
      const text = this.words.textAt(start - distance, start);
      if (text === '' || SCOPE_ENDS.has(text)) return false;
      if (REVOCATIONS.has(text)) return !this.denials.isDenial(start - distance - 1, start);
      if (REVOKING_PAIRS.has(`${this.words.textAt(start - distance - 1, start)} ${text}`)) return true;
    }
    return false;
  }

  private findsRevocationBehind(end: number): boolean {
    const inner = end - 1;
    const clauseEnd = this.words.clauseEndOf(inner);
    for (let at = end; at <= end + AUXILIARY_REACH && at < clauseEnd; at++) {
      const [match] = REVOKED.at(this.words.texts, at);
      if (match !== undefined && match.end <= clauseEnd) return !this.denials.isTurnedRound(match.end - 1, inner);
      if (!AUXILIARIES.has(this.words.texts[at] ?? '')) return false;
    }
    return false;
  }

  /** Words that put a phrase into the past, or say that it is another's. */
  private findsBefore(start: number, past: ReadonlySet<string>): boolean {
    for (let distance = 1; distance <= PAST_REACH; distance++) {
      const text = this.words.textAt(start - distance, start);
      if (text === '') return false;
      if (past.has(text) || RELATIVES.has(text)) return true;
      if (FORMER_PAIRS.has(`${this.words.textAt(start - distance - 1, start)} ${text}`)) return true;
    }
    return false;
  }

  private findsDeferral({ start, end }: Span): boolean {
    const isNeed = NEEDS.has(this.words.textAt(end - 1, start));
    const before = this.words.textAt(start - 1, start);
    if (isNeed && this.findsBefore(start, HAD)) return true;
    if (DEFERRED_BEFORE.has(before) && !(isNeed && NOW.has(before))) return true;
    const clauseEnd = this.words.clauseEndOf(end - 1);
    return [end, end + 1, end + 2, end + 3].some(
      (at) => at < clauseEnd && DEFERRED.at(this.words.texts, at).some(({ value: isNow }) => !(isNeed && isNow)),
    );
  }

  /** Whether a contact comes back not far behind, in whatever clause. */
  private isOver(end: number): boolean {
    this.returns ??= RETURNED.all(this.words.texts).map((match) => match.start);
    return this.returns.some((at) => at >= end && at <= end + RETURN_REACH);
  }

  private isResumed(end: number): boolean {
    this.resumptions ??= RESUMED.all(this.words.texts).map((match) => match.start);
    return this.resumptions.some((at) => at >= end && at <= end + RETURN_REACH);
  }

  private remembered(question: string, place: number, find: () => boolean): boolean {
    let known = this.places.get(question);
    if (known === undefined) this.places.set(question, (known = new Uint8Array(this.words.texts.length + 1)));
    if (known[place] === UNKNOWN) known[place] = find() ? YES : NO;
    return known[place] === YES;
  }
}
