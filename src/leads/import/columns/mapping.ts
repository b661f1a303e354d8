import { withoutFormulaGuard } from '../../../csv/formula-guard.js';
import { ValidationError } from '../../../errors/request.errors.js';
import { guessTargets, nameKey } from './aliases.js';
import { type Target, TARGETS } from './targets.js';
import { LeadResponse } from '../../dto/lead.dto.js';
import { isPrototypeKey } from '../../../validation/doubtful-keys.js';

/** What becomes of a column: a field, kept in `additional_data` under its own name, or `null` where it is left out. */
export type ColumnTarget = Target | null;

/** What callers say of columns, by the names that the file has. */
export type GivenMapping = Readonly<Record<string, ColumnTarget>>;

/** A column of the file. */
export interface MappedColumn {
  /** Unique. */
  name: string;
  target: ColumnTarget;
}

const LONGEST_NAME = 200;
/** Columns that an export of this service has, and that no lead is given: what it computes itself. */
const COMPUTED: ReadonlySet<string> = new Set(
  Object.keys(new LeadResponse()).filter((name) => !(TARGETS as readonly string[]).includes(name)),
);
/** The column in which refused rows come back with what is wrong with them. */
export const REPORT = 'import_error';
/** By these an export of this service is recognised. */
const OWN = ['id', 'company_name', 'qualification_score', 'qualification_tier', 'created_at'];

/** The header of an import, and what each of its columns is. */
export class Mapping {
  /** The names as the file has them. */
  private readonly header: readonly string[];
  readonly columns: readonly MappedColumn[];
  /** How many of them there are up to the last one that has a name. */
  readonly named: number;
  /** The place of the ids that this service gave its leads, in a file that it exported. */
  readonly ownId: number | undefined;
  /** For each field, the places of its columns: the most certain one first. */
  readonly places: ReadonlyMap<Target, readonly number[]>;
  /** Places of the columns that are kept in `additional_data`. */
  readonly others: readonly number[];
  /** Places of the columns that can mean nothing else: the caller says so, or they have the name of the field. */
  readonly certain: ReadonlySet<number>;

  /**
   * @param header names of columns, as the file has them
   * @param given says more of some of them
   * @param isGuarded whether texts that a spreadsheet would run may have a quote in front, which is not theirs
   * @throws ValidationError if one of those is not in the file
   */
  constructor(
    header: readonly string[],
    given: GivenMapping = {},
    readonly isGuarded = true,
  ) {
    const names = uniqueNames(isGuarded ? header.map(withoutFormulaGuard) : header);
    this.header = header.map(comparable);
    this.named = this.header.findLastIndex((name) => name !== '') + 1;
    const isOwn = OWN.every((name) => names.includes(name));
    const chosen = givenTargets(names, given);
    const guesses = guessTargets(names);
    this.ownId = isOwn ? names.indexOf('id') : undefined;
    this.columns = names.map((name, index): MappedColumn => {
      const choice = chosen[index];
      if (choice !== undefined) return { name, target: choice };
      if (name === REPORT || (isOwn && isComputed(name))) return { name, target: null };
      return { name, target: guesses[index]?.target ?? 'additional_data' };
    });
    const ranks = this.columns.map((_, index) => (chosen[index] === undefined ? (guesses[index]?.rank ?? 0) : -1));
    this.places = placesOf(this.columns, ranks);
    this.others = this.places.get('additional_data') ?? [];
    const isCertain = ({ name, target }: MappedColumn, index: number) =>
      chosen[index] !== undefined || (target !== null && nameKey(name) === nameKey(target));
    this.certain = new Set(this.columns.flatMap((column, index) => (isCertain(column, index) ? [index] : [])));
  }

  /** Whether a lead can be stored, or be found, by these columns. */
  get isEnough(): boolean {
    const { places, ownId } = this;
    return (
      ownId !== undefined || (['company_name', 'external_id', 'contact_email'] as const).some((one) => places.has(one))
    );
  }

  /** Whether a row is the header once more, as in exports that were put together. */
  isHeader(cells: readonly unknown[]): boolean {
    const { header } = this;
    return header.length > 1 && header.every((name, index) => name === comparable(cells[index] ?? ''));
  }

  /** The column that a field is read from. */
  columnOf(field: string): string | null {
    const target = field === 'contact_name' && !this.places.has(field) ? 'first_name' : (field.split('.')[0] as Target);
    const place = this.places.get(target)?.[0];
    return place === undefined || target === 'additional_data' ? null : (this.columns[place]?.name ?? null);
  }
}

/**
 * The mapping that a caller gives: of columns to fields, or the other way round.
 * @throws ValidationError for a field that leads have not
 */
export function readMapping(value: Readonly<Record<string, unknown>>): GivenMapping {
  const entries = Object.entries(value);
  const isReversed =
    entries.every(([key, name]) => isTarget(key) && typeof name === 'string') &&
    !entries.some(([, name]) => isTarget(name));
  const pairs: [string, unknown][] = isReversed ? entries.map(([key, name]) => [String(name), key]) : entries;
  const unknown = pairs.find(([, target]) => target !== null && !isTarget(target));
  if (unknown === undefined) return Object.fromEntries(pairs) as GivenMapping;
  const [column] = unknown;
  const message = `mapping of ${JSON.stringify(column.slice(0, 100))} must be one of ${TARGETS.join(', ')}, or null`;
  throw new ValidationError([{ field: `mapping.${column.slice(0, 100)}`, rule: 'mapping', message }]);
}

/** How many of these cells name a column that is known. */
export function countKnown(cells: readonly unknown[], given: GivenMapping = {}): number {
  const names = Array.from(cells, (cell) => (typeof cell === 'string' ? cell : ''));
  const own = new Set(Object.keys(given).map(nameKey));
  return guessTargets(names).filter((guess, index) => guess !== undefined || own.has(nameKey(names[index] ?? '')))
    .length;
}

function isTarget(value: unknown): value is Target {
  return (TARGETS as readonly unknown[]).includes(value);
}

function isComputed(name: string): boolean {
  return COMPUTED.has(name) || /^(?:qualification|company_fit|contact_quality|sales_potential|adjustments)_/.test(name);
}

function comparable(cell: unknown): string {
  return typeof cell === 'string' ? cell.replaceAll('\ufeff', '').trim().toLowerCase() : '';
}

/** A name that is not there is that of its place; one that comes again is numbered. */
function uniqueNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  return header.map((given, index) => {
    const text = given
      .slice(0, LONGEST_NAME)
      .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
      .toWellFormed()
      .trim();
    const name = text === '' || isPrototypeKey(text) ? `column ${index + 1}` : text;
    let unique = name;
    for (let count = 2; taken.has(unique); count++) unique = `${name} ${count}`;
    taken.add(unique);
    return unique;
  });
}

function givenTargets(names: string[], given: GivenMapping): (ColumnTarget | undefined)[] {
  const byName = new Map(Object.entries(given).map(([name, target]) => [name.trim(), target]));
  const missing = [...byName.keys()].find((name) => !names.includes(name));
  if (missing !== undefined) {
    const message = `mapping names the column ${JSON.stringify(missing.slice(0, 100))}, which the file has not`;
    throw new ValidationError([{ field: 'mapping', rule: 'mapping', message }]);
  }
  return names.map((name) => byName.get(name));
}

function placesOf(columns: readonly MappedColumn[], ranks: number[]): Map<Target, number[]> {
  const places = new Map<Target, number[]>();
  for (const [index, { target }] of columns.entries()) {
    if (target !== null) places.set(target, [...(places.get(target) ?? []), index]);
  }
  for (const [target, found] of places) {
    if (target !== 'additional_data') found.sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
  }
  return places;
}
