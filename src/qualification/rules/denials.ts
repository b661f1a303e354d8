import type { ClausedText } from './claused-text.js';
import {
  ANSWERS,
  ARTICLES,
  CLOSE_DENIALS,
  DENIALS,
  DENIED_DENIALS,
  HARMLESS_NEXT,
  HARMLESS_NOUNS,
  ITALIAN_VERBS,
  LONE_ANSWERS,
  PORTUGUESE_NOUNS,
  REVOCATIONS,
  SAYINGS,
  SCOPE_ENDS,
} from './context-words.js';
import type { PhraseBook } from './phrase-book.js';

/** How far before a phrase a denial may stand: "does not currently plan on a demo". */
const DENIAL_REACH = 5;
/** How far behind a phrase the answer to it may stand. */
const LATE_ANSWERS = [1, 2, 3, 4];

/** Where a text denies, within a clause, what stands at a place in it. */
export class Denials {
  private readonly words: ClausedText;
  private readonly own: PhraseBook<true>;

  /** @param own denials of the profile, besides those of the language */
  constructor(words: ClausedText, own: PhraseBook<true>) {
    this.words = words;
    this.own = own;
  }

  /** Whether the words from `end` on answer with no: "Competitor: no". */
  isAnsweredNo(end: number): boolean {
    const inner = end - 1;
    // "Budget approved: no", "Unsubscribed from all email: false".
    const late = LATE_ANSWERS.map((distance) => end + distance).find((at) => this.words.isAnswer(at));
    if (late !== undefined && this.isLoneNo(late, inner)) return true;
    const answer = this.words.textAt(end, inner);
    if (ANSWERS.has(answer)) return true;
    if (!LONE_ANSWERS.has(answer)) return false;
    const next = this.words.textAt(end + 1, inner);
    const isHarmless = HARMLESS_NOUNS.has(next) || next === 'doubt';
    return next === '' || (this.words.isAnswer(end) && !isHarmless);
  }

  private isLoneNo(at: number, inner: number): boolean {
    const answer = this.words.textAt(at, inner);
    return (LONE_ANSWERS.has(answer) || ANSWERS.has(answer)) && this.words.textAt(at + 1, inner) === '';
  }

  /** Whether the words before `start` deny: "not a competitor". */
  isDeniedBefore(start: number): boolean {
    if (CLOSE_DENIALS.has(this.words.textAt(start - 1, start))) return true;
    for (let distance = 1; distance <= DENIAL_REACH; distance++) {
      const at = start - distance;
      if (this.words.isAnswer(at + 1)) return false;
      const text = this.words.textAt(at, start);
      if (text === '' || SCOPE_ENDS.has(text)) return false;
      const isItalian = CLOSE_DENIALS.has(text) && ITALIAN_VERBS.has(this.words.textAt(at + 1, start));
      const isDenial = this.isDenial(at, start) || isItalian || this.own.at(this.words.texts, at).length > 0;
      if (isDenial) return !this.isTurnedRound(at, start) && !this.isDeniedItself(at, start);
    }
    return false;
  }

  /** "It's not that they don't want a demo", "didn't say no to a demo". */
  private isDeniedItself(denial: number, inner: number): boolean {
    const before = [1, 2, 3].map((distance) => this.words.textAt(denial - distance, inner));
    const pairs = before.slice(1).map((text, index) => `${text} ${before[index] ?? ''}`);
    if ([before[0] ?? '', ...pairs].some((words) => DENIED_DENIALS.has(words))) return true;
    return SAYINGS.has(before[0] ?? '') && before.slice(1).some((text) => DENIALS.has(text));
  }

  /** Whether the word at `at`, in the clause of `inner`, is a denial. */
  isDenial(at: number, inner: number): boolean {
    const text = this.words.textAt(at, inner);
    return DENIALS.has(text) || (text === 'sem' && PORTUGUESE_NOUNS.has(this.words.textAt(at + 1, inner)));
  }

  /** "not only a demo", "did not cancel the demo", "no problem with the budget", "no budget problem". */
  isTurnedRound(denial: number, inner: number): boolean {
    const next = this.words.textAt(denial + 1, inner);
    return HARMLESS_NEXT.has(next) || REVOCATIONS.has(next) || this.leadsToHarmless(denial + 1, inner);
  }

  /** Whether one of the next three words is a problem or the like, which is what is denied then; "issue an RFP" is none. */
  leadsToHarmless(at: number, inner: number): boolean {
    return [at, at + 1, at + 2].some(
      (index) =>
        HARMLESS_NOUNS.has(this.words.textAt(index, inner)) && !ARTICLES.has(this.words.textAt(index + 1, inner)),
    );
  }
}
