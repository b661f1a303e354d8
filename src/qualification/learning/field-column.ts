import type { Value } from './read-lead.js';

/** More different values are not told apart: the common ones are met early. */
const MOST_VALUES = 5_000;

export const NOT_GIVEN = -1;
/** One of those beyond the most that are told apart. */
export const UNTOLD = -2;

/** What all leads say in one field. */
export class FieldColumn {
  readonly name: string;
  readonly count: number;
  readonly values: (string | number)[] = [];
  readonly counts: number[] = [];
  /** For each lead the number of its value. */
  codes: Int32Array;
  /** For each lead its value if that is a number, else NaN; there is none as long as no value is a number. */
  numbers: Float64Array | undefined;
  untold = 0;
  private readonly known = new Map<string | number, number>();

  constructor(name: string, count: number) {
    this.name = name;
    this.count = count;
    this.codes = new Int32Array(count).fill(NOT_GIVEN);
  }

  get given(): number {
    return this.counts.reduce((sum, count) => sum + count, this.untold);
  }

  set(row: number, value: Value): void {
    if (value === null) return;
    if (typeof value === 'number') {
      this.numbers ??= new Float64Array(this.count).fill(NaN);
      this.numbers[row] = value;
    }
    this.codes[row] = this.codeOf(value);
  }

  /** Brings the rows into another order. */
  arrange(order: Uint32Array): void {
    const { codes, numbers } = this;
    this.codes = Int32Array.from(order, (row) => codes[row] ?? NOT_GIVEN);
    if (numbers) this.numbers = Float64Array.from(order, (row) => numbers[row] ?? NaN);
  }

  private codeOf(value: string | number): number {
    let code = this.known.get(value);
    if (code === undefined) {
      if (this.values.length === MOST_VALUES) {
        this.untold++;
        return UNTOLD;
      }
      code = this.values.push(value) - 1;
      this.counts.push(0);
      this.known.set(value, code);
    }
    this.counts[code] = (this.counts[code] ?? 0) + 1;
    return code;
  }
}
