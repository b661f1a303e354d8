import { wordsOf } from './words.js';

/** A phrase found in a list of words: from `start` up to, not including, `end`. */
export interface PhraseMatch<T> {
  value: T;
  start: number;
  end: number;
}

/** Finds many phrases in a list of words at once, whole words only; the cost does not grow with the number of phrases. */
export class PhraseBook<T> {
  private readonly values = new Map<string, T>();
  private readonly lengths: number[];

  /** @param form applied to each word of a phrase; callers that search stems pass the stemmer here */
  constructor(entries: Iterable<readonly [phrase: string, value: T]>, form: (word: string) => string = (word) => word) {
    const lengths = new Set<number>();
    for (const [phrase, value] of entries) {
      const words = wordsOf(phrase).map(form);
      const key = words.join(' ');
      // The first of two phrases that read the same keeps its place.
      if (words.length === 0 || this.values.has(key)) continue;
      this.values.set(key, value);
      lengths.add(words.length);
    }
    this.lengths = [...lengths].sort((a, b) => b - a);
  }

  /** Every occurrence of every phrase, overlapping ones too. */
  all(words: readonly string[]): PhraseMatch<T>[] {
    return words.flatMap((_, start) => this.at(words, start));
  }

  /** Occurrences from left to right, the longest at each place, so that "vice president" hides "president". */
  longest(words: readonly string[]): PhraseMatch<T>[] {
    const found: PhraseMatch<T>[] = [];
    let position = 0;
    while (position < words.length) {
      const [match] = this.at(words, position);
      if (match) found.push(match);
      position = match?.end ?? position + 1;
    }
    return found;
  }

  private at(words: readonly string[], start: number): PhraseMatch<T>[] {
    const found: PhraseMatch<T>[] = [];
    for (const length of this.lengths) {
      const end = start + length;
      const value = end <= words.length ? this.values.get(words.slice(start, end).join(' ')) : undefined;
      if (value !== undefined) found.push({ value, start, end });
    }
    return found;
  }
}
