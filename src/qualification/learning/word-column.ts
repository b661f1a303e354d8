/** Words of models; they have a number of 8 bits. */
const MOST_WORDS = 200;
/** Words that are met later than so many others are not common. */
const MOST_DIFFERENT = 50_000;

/** The words of all leads' notes. */
export class WordColumn {
  private readonly known = new Map<string, number>();
  private readonly leads: number[] = [];
  private readonly wordsOf: Uint16Array[];

  constructor(count: number) {
    this.wordsOf = Array.from({ length: count }, () => new Uint16Array());
  }

  set(row: number, words: ReadonlySet<string>): void {
    if (words.size === 0) return;
    this.wordsOf[row] = Uint16Array.from([...words].flatMap((word) => this.numberOf(word) ?? []));
  }

  /**
   * The words of the most leads, and for each lead those of its own.
   * @param order of the rows from now on
   */
  commonest(order: Uint32Array, least: number): { words: string[]; wordsOf: Uint8Array[] } {
    const chosen = [...this.known]
      .map(([word, number]) => ({ word, number, leads: this.leads[number] ?? 0 }))
      .filter(({ leads }) => leads >= least)
      .sort((a, b) => b.leads - a.leads || (a.word < b.word ? -1 : 1))
      .slice(0, MOST_WORDS);
    const places = new Map(chosen.map(({ number }, place) => [number, place]));
    const wordsOf = Array.from(order, (row) => {
      const found = [...(this.wordsOf[row] ?? [])].flatMap((number) => places.get(number) ?? []);
      return Uint8Array.from(found).sort();
    });
    return { words: chosen.map(({ word }) => word), wordsOf };
  }

  private numberOf(word: string): number | undefined {
    let number = this.known.get(word);
    if (number === undefined) {
      if (this.known.size === MOST_DIFFERENT) return undefined;
      number = this.leads.push(0) - 1;
      this.known.set(word, number);
    }
    this.leads[number] = (this.leads[number] ?? 0) + 1;
    return number;
  }
}
