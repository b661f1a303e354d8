import { stemOf, type Word } from '../words.js';

/** Most words of a clause that are looked at behind one of them. */
const CLAUSE_REACH = 6;

/** The words of a text, each within its clause. */
export class ClausedText {
  readonly texts: readonly string[];
  /** As they are compared with a profile's phrases. */
  readonly stems: readonly string[];
  private readonly words: readonly Word[];

  constructor(words: readonly Word[]) {
    this.words = words;
    this.texts = words.map(({ text }) => text);
    this.stems = this.texts.map(stemOf);
  }

  /** Whether the word at `index` answers what stands before it: "Budget: none". */
  isAnswer(index: number): boolean {
    return this.words[index]?.isAnswer === true;
  }

  /** Whether both words are in one clause. */
  sharesClause(one: number, other: number): boolean {
    return this.words[one]?.clause === this.words[other]?.clause;
  }

  /** The word at `index`, if it is in the clause of the word at `inner`. */
  textAt(index: number, inner: number): string {
    const word = this.words[index];
    return word !== undefined && word.clause === this.words[inner]?.clause ? word.text : '';
  }

  /** The stem of the word at `index`, if it is in the clause of the word at `inner`. */
  stemAt(index: number, inner: number): string {
    return this.textAt(index, inner) === '' ? '' : (this.stems[index] ?? '');
  }

  /** Where the clause of the word at `index` ends, or as far as it is looked at. */
  clauseEndOf(index: number): number {
    let end = index;
    while (end < this.words.length && end <= index + CLAUSE_REACH && this.textAt(end, index) !== '') end += 1;
    return end;
  }
}
