import { MAX_PHRASE_WORDS, wordsOf } from '../words.js';

/** Notes that name a phrase more often say nothing more by it. */
const MAX_OCCURRENCES = 100;

/** A phrase found in a list of words: from `start` up to, not including, `end`. */
export interface PhraseMatch<T> {
  value: T;
  start: number;
  end: number;
}

/** The phrases that begin with the same words, by their next word. */
interface Node<T> {
  next: Map<string, Node<T>>;
  /** The phrase that ends here. */
  ending?: { value: T };
}

/**
 * Finds many phrases in a list of words at once, whole words only, by a trie of their words: however many phrases there are,
 * and whatever they hold, at most `MAX_PHRASE_WORDS` words are compared at each place.
 */
export class PhraseBook<T> {
  private readonly form: (word: string) => string;
  private readonly root: Node<T> = { next: new Map() };

  /**
   * @param entries each phrase as a text, or as its words
   * @param form applied to each word of a phrase; callers that search stems pass the stemmer here
   */
  constructor(
    entries: Iterable<readonly [phrase: string | readonly string[], value: T]>,
    form: (word: string) => string = (word) => word,
  ) {
    this.form = form;
    for (const [phrase, value] of entries) this.add(typeof phrase === 'string' ? wordsOf(phrase) : phrase, value);
  }

  /** The first occurrences of every phrase, at most `MAX_OCCURRENCES` of each, overlapping ones too. */
  all(words: readonly string[]): PhraseMatch<T>[] {
    const found: PhraseMatch<T>[] = [];
    const counts = new Map<T, number>();
    for (let start = 0; start < words.length; start++) {
      if (!this.root.next.has(words[start] ?? '')) continue;
      for (const match of this.at(words, start)) {
        const count = counts.get(match.value) ?? 0;
        if (count === MAX_OCCURRENCES) continue;
        counts.set(match.value, count + 1);
        found.push(match);
      }
    }
    return found;
  }

  /** Occurrences from left to right, the longest at each place, so that "vice president" hides "president". */
  longest(words: readonly string[]): PhraseMatch<T>[] {
    const found: PhraseMatch<T>[] = [];
    let position = 0;
    while (position < words.length) {
      const match = this.longestAt(words, position);
      if (match !== undefined) found.push(match);
      position = match?.end ?? position + 1;
    }
    return found;
  }

  /** Whether any phrase occurs. */
  occursIn(words: readonly string[]): boolean {
    return words.some((_, start) => this.longestAt(words, start) !== undefined);
  }

  /** The phrases that begin at `start`, the longest first. */
  at(words: readonly string[], start: number): PhraseMatch<T>[] {
    const found: PhraseMatch<T>[] = [];
    let node = this.root.next.get(words[start] ?? '');
    for (let end = start + 1; node !== undefined; end++) {
      if (node.ending !== undefined) found.push({ value: node.ending.value, start, end });
      node = end < words.length ? node.next.get(words[end] ?? '') : undefined;
    }
    return found.reverse();
  }

  /** Most places begin no phrase: they cost one look-up, and no list. */
  private longestAt(words: readonly string[], start: number): PhraseMatch<T> | undefined {
    return this.root.next.has(words[start] ?? '') ? this.at(words, start)[0] : undefined;
  }

  private add(words: readonly string[], value: T): void {
    let node = this.root;
    for (const word of words.slice(0, MAX_PHRASE_WORDS).map(this.form)) {
      let next = node.next.get(word);
      if (next === undefined) node.next.set(word, (next = { next: new Map() }));
      node = next;
    }
    // The first of two phrases that read the same keeps its place.
    if (node !== this.root) node.ending ??= { value };
  }
}
