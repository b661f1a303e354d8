import { type PhraseMatch, PhraseBook } from './phrase-book.js';
import type { Word } from '../words.js';

/** What is known of each place. */
type Known = Uint8Array;
const [UNKNOWN, NO, YES] = [0, 1, 2];

type Span = Pick<PhraseMatch<unknown>, 'start' | 'end'>;

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

/** What stands around the words of a text. Each place is looked at once, however many phrases begin or end there. */
export class WordContexts {
  private readonly deniedFrom: Known;
  private readonly answeredNoAt: Known;
  private readonly calledOffAt: Known;

  constructor(private readonly words: readonly Word[]) {
    const places = words.length + 1;
    this.deniedFrom = new Uint8Array(places);
    this.answeredNoAt = new Uint8Array(places);
    this.calledOffAt = new Uint8Array(places);
  }

  isWithinClause({ start, end }: Span): boolean {
    return this.words[start]?.clause === this.words[end - 1]?.clause;
  }

  /** Denied before ("not a competitor") or by an answer ("Competitor: no"), within the same clause. */
  isDenied({ start, end }: Span): boolean {
    return (
      remembered(this.answeredNoAt, end, () => this.findsAnswerNo(end)) ||
      remembered(this.deniedFrom, start, () => this.findsDenialBefore(start))
    );
  }

  /** Taken back behind ("budget declined"), within the same clause. */
  isCalledOff({ end }: Span): boolean {
    return remembered(this.calledOffAt, end, () => {
      const following = [end, end + 1].map((index) => this.textAt(index, end - 1));
      return CALLED_OFF.at(following, 0).length > 0;
    });
  }

  private findsAnswerNo(end: number): boolean {
    return ['no', 'none'].includes(this.textAt(end, end - 1)) && this.textAt(end + 1, end - 1) === '';
  }

  private findsDenialBefore(start: number): boolean {
    const before = Array.from({ length: DENIAL_REACH }, (_, n) => this.textAt(start - DENIAL_REACH + n, start));
    // "not hiring and evaluating": what follows "and" stands for itself.
    const own = before.slice(before.lastIndexOf('and') + 1);
    return own.some((word, index) => DENIALS.has(word) && !HARMLESS.has(own[index + 1] ?? ''));
  }

  /** The word at `index`, if it is in the clause of the word at `inner`. */
  private textAt(index: number, inner: number): string {
    const word = this.words[index];
    return word !== undefined && word.clause === this.words[inner]?.clause ? word.text : '';
  }
}

function remembered(known: Known, place: number, find: () => boolean): boolean {
  if (known[place] === UNKNOWN) known[place] = find() ? YES : NO;
  return known[place] === YES;
}
