import { ProviderFailure } from '../failures/provider-failure.js';

/** As OpenAI's API has it. */
const MOST_CHOICES = 128;
const DIGITS = /^\d{1,3}$/;

interface Indexed {
  index?: unknown;
}

/**
 * The index that each choice of a stream has for the caller. Some servers leave it out, count from 1, or leave gaps, where clients refuse the
 * stream or look for their answer at 0 in vain.
 */
export class ChoiceIndexes {
  private readonly byGiven = new Map<number, number>();
  private readonly used = new Set<number>();

  /** @param choices that were asked for: these indexes are right as they are */
  constructor(private readonly choices: number) {}

  /**
   * @param at the place in its chunk, which tells choices without an index apart
   * @throws ProviderFailure for more choices than there can be
   */
  of(given: unknown, at: number): number {
    const name = indexIn(given) ?? at;
    const known = this.byGiven.get(name);
    if (known !== undefined) return known;
    const index = name >= 0 && name < this.choices && !this.used.has(name) ? name : this.firstFree();
    this.byGiven.set(name, index);
    this.used.add(index);
    return index;
  }

  private firstFree(): number {
    if (this.used.size >= MOST_CHOICES) throw new ProviderFailure('malformed', 'Too many choices', { status: 200 });
    let index = 0;
    while (this.used.has(index)) index++;
    return index;
  }
}

/** The choices of an answer in one piece by their indexes, numbered from 0; the same list, where it is so already. */
export function inOrder<Choice extends Indexed>(choices: (Choice | null)[]): (Choice | null)[] {
  if (choices.every((choice, at) => choice === null || choice.index === at)) return choices;
  const indexes = choices.map((choice) => indexIn(choice?.index) ?? NaN);
  const isNumbered = indexes.every((index) => index >= 0) && new Set(indexes).size === choices.length;
  const places = choices.map((choice, at) => ({ choice, place: isNumbered ? (indexes[at] ?? at) : at }));
  const sorted = places.toSorted((one, other) => one.place - other.place);
  return sorted.map(({ choice }, index) => choice && (choice.index === index ? choice : { ...choice, index }));
}

function indexIn(value: unknown): number | undefined {
  if (Number.isInteger(value)) return value as number;
  return typeof value === 'string' && DIGITS.test(value) ? Number(value) : undefined;
}
