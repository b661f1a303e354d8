/** What these are folded to is known without PostgreSQL, and pg_trgm takes none of their trigrams for the end of a word. */
const PLAIN_WORD = /^[a-z\d]+$/i;
const TRIGRAM = 3;
/** A trigram of so few leads is quick to read, and may leave out some that the sample does not hold. */
const RARE_SHARE = 0.01;
/** In half the time in which one is fetched that the index found, so many leads are looked at in the order of a list. */
const WALKED_PER_FETCH = 2.5;
/** For more, PostgreSQL might rather sort all leads. */
const MOST_WALKED = 10_000;
/** Fewer leads of a sample may hold the words by chance. */
const FEWEST_HOLDING = 3;

/**
 * What a sample of leads says of the words of a search: how many leads hold all of them, and which of their trigrams tell
 * something. The index reads the list of every trigram that it is asked for; "qui" and "gra" have many leads, "uig" and "igr"
 * those of "quigra" alone.
 */
export class TrigramSample {
  /** The texts that hold a trigram, by their places. */
  private readonly holders = new Map<string, readonly number[]>();

  /**
   * @param texts of some leads, as the index of searches has them
   * @param leads how many there are in all
   */
  constructor(
    private readonly texts: readonly string[],
    private readonly leads: number,
  ) {}

  /**
   * What LIKE finds all leads with `word` by, and few others: "%_uigr_%" for "quigra". `undefined` if only the whole word is
   * sure to.
   */
  patternOf(word: string): string | undefined {
    if (!PLAIN_WORD.test(word) || word.length <= TRIGRAM || this.texts.length === 0) return undefined;
    const letters = word.toLowerCase();
    const told = new Set(this.tellingPlaces(letters).flatMap((place) => [place, place + 1, place + 2]));
    return `%${Array.from(letters, (letter, place) => (told.has(place) ? letter : '_')).join('')}%`;
  }

  /**
   * How many leads in the order of a list are worth looking at one by one for those with `words`, before the index finds all
   * of them. The search stops at the last one that it may show, so that most are not looked at.
   * @param wanted leads that may be shown
   * @returns 0 if the index is quicker, or nothing is known
   */
  worthWalking(words: readonly string[], wanted: number): number {
    if (!words.every((word) => PLAIN_WORD.test(word))) return 0;
    const letters = words.map((word) => word.toLowerCase());
    const holding = this.texts.filter((text) => letters.every((word) => text.includes(word))).length;
    if (holding < FEWEST_HOLDING) return 0;
    const share = holding / this.texts.length;
    const walked = Math.min(Math.floor(WALKED_PER_FETCH * share * this.leads), MOST_WALKED);
    return walked > wanted / share ? walked : 0;
  }

  /** Where trigrams begin that are rare, or without which the others would find more of the sample; the rarest always. */
  private tellingPlaces(letters: string): number[] {
    const places = Array.from({ length: letters.length - TRIGRAM + 1 }, (_, place) => place);
    const byRarity = places
      .map((place) => ({ place, holders: this.holdersOf(letters.slice(place, place + TRIGRAM)) }))
      .toSorted((a, b) => a.holders.length - b.holders.length);
    let found: readonly number[] | undefined;
    return byRarity.flatMap(({ place, holders }) => {
      const narrowed = found === undefined ? holders : intersection(found, holders);
      const tells = found === undefined || narrowed.length < found.length;
      found = narrowed;
      return tells || holders.length <= RARE_SHARE * this.texts.length ? [place] : [];
    });
  }

  private holdersOf(trigram: string): readonly number[] {
    let holders = this.holders.get(trigram);
    if (holders === undefined) {
      holders = this.texts.flatMap((text, place) => (text.includes(trigram) ? [place] : []));
      this.holders.set(trigram, holders);
    }
    return holders;
  }
}

function intersection(some: readonly number[], others: readonly number[]): number[] {
  const set = new Set(others);
  return some.filter((place) => set.has(place));
}
