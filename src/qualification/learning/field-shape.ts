import { type FieldColumn, NOT_GIVEN } from './field-column.js';
import { type FieldKind, numbersOf } from './field-kind.js';
import type { FieldShape } from './model.js';
import type { Value } from './read-lead.js';

const MOST_LEVELS = 50;
const RANGES = 10;
/** A number that so many of the leads have is a level of its own. */
const APART = 0.15;

const OTHER_LABEL = 'another value';
export const ABSENT_LABEL = 'not given';

/**
 * The columns of a field.
 * @param least leads that a level or a range needs
 */
export function shapeOf(field: FieldColumn, kind: FieldKind, least: number): FieldShape {
  const shape = kind === 'levels' ? levelsOf(field, least) : rangesOf(field, least);
  const place = placer(shape);
  const isOther = field.untold > 0 || field.values.some((value) => place(value) === undefined);
  if (isOther) shape.other = shape.labels.push(OTHER_LABEL) - 1;
  if (field.given < field.count) shape.absent = shape.labels.push(ABSENT_LABEL) - 1;
  return shape;
}

function levelsOf({ name, values, counts }: FieldColumn, least: number): FieldShape {
  const labels = values
    .map((value, code) => ({ label: String(value), count: counts[code] ?? 0 }))
    .filter(({ count }) => count >= least)
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
    .slice(0, MOST_LEVELS)
    .map(({ label }) => label);
  return { name, kind: 'levels', labels };
}

function rangesOf(field: FieldColumn, least: number): FieldShape {
  const apart = field.values.filter(
    (value, code): value is number => typeof value === 'number' && (field.counts[code] ?? 0) >= APART * field.count,
  );
  const others = numbersOf(field)
    .filter((number) => !apart.includes(number))
    .sort();
  const wanted = Math.max(1, Math.min(RANGES, Math.floor(others.length / least)));
  const last = others.at(-1) ?? 0;
  const ends = Array.from({ length: wanted - 1 }, (_, range) =>
    rounded(others[Math.ceil(((range + 1) * others.length) / wanted) - 1] ?? last),
  );
  const cuts = [...new Set(ends)].filter((cut) => cut < last);
  const ranges = others.length === 0 ? [] : [...cuts, Infinity].map((_, range) => labelOf(cuts, range));
  apart.sort((a, b) => a - b);
  return { name: field.name, kind: 'numbers', labels: [...ranges, ...apart.map(String)], cuts, apart };
}

function labelOf(cuts: readonly number[], range: number): string {
  const [from, to] = [cuts[range - 1], cuts[range]];
  if (from === undefined) return to === undefined ? 'any number' : `up to ${to}`;
  return to === undefined ? `over ${from}` : `over ${from} to ${to}`;
}

/** A limit need not be more precise than a reader is. */
function rounded(number: number): number {
  return Number.isInteger(number) ? number : Number(number.toPrecision(6));
}

/** Finds the column of a value; `undefined` where it has none, be it because no lead had such a value. */
export function placer(shape: FieldShape): (value: Value) => number | undefined {
  const { kind, labels, cuts = [], apart = [], other, absent } = shape;
  const ends = [other, absent].filter((end) => end !== undefined);
  const named = new Map(labels.slice(0, Math.min(...ends, labels.length)).map((label, column) => [label, column]));
  if (kind !== 'numbers') return (value) => (value === null ? absent : (named.get(String(value)) ?? other));
  const ranges = named.size - apart.length;
  return (value) => {
    if (value === null) return absent;
    if (typeof value !== 'number') return other;
    const single = apart.indexOf(value);
    if (single >= 0) return ranges + single;
    return ranges === 0 ? other : rangeOf(cuts, value);
  };
}

function rangeOf(cuts: readonly number[], value: number): number {
  const range = cuts.findIndex((cut) => value <= cut);
  return range < 0 ? cuts.length : range;
}

/** For each lead its column in a field, -1 for none. */
export function columnsOf(field: FieldColumn, shape: FieldShape): Int16Array {
  const place = placer(shape);
  const { numbers } = field;
  const byCode = field.values.map((value) => place(value) ?? -1);
  return Int16Array.from(field.codes, (code, row) => {
    if (code === NOT_GIVEN) return shape.absent ?? -1;
    if (code >= 0) return byCode[code] ?? -1;
    const number = numbers?.[row] ?? NaN;
    return (Number.isNaN(number) ? shape.other : place(number)) ?? -1;
  });
}
