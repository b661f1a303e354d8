import type { Design } from './design.js';
import { hashWide } from './hash.js';
import type { Observations } from './observations.js';

export const FOLDS = 5;
/** A person or company with a larger part of the leads is no group: perhaps it is a placeholder. */
const LARGEST_PART = 0.05;

/** For each lead its fold, and its group, which is never parted. */
export interface Folds {
  foldOf: Uint8Array;
  groupOf: Int32Array;
  groups: number;
}

/**
 * Parts the leads into folds of about as many won and lost ones. Leads of one person or company, and copies, stay together, since
 * whatever was learned from one tells how the other ended. Nothing depends on chance.
 */
export function foldsOf(observations: Observations, design: Design): Folds {
  const { groupOf, groups } = groupsOf(observations, contentsOf(design));
  const won = new Int32Array(groups);
  const size = new Int32Array(groups);
  groupOf.forEach((group, row) => {
    size[group] = (size[group] ?? 0) + 1;
    won[group] = (won[group] ?? 0) + (observations.isWon[row] ?? 0);
  });
  const ofGroup = deal(size, won);
  return { foldOf: Uint8Array.from(groupOf, (group) => ofGroup[group] ?? 0), groupOf, groups };
}

/** Large groups first, each into the fold that has the fewest of its kind. */
function deal(size: Int32Array, won: Int32Array): Uint8Array {
  const order = Int32Array.from(size.keys()).sort((a, b) => (size[b] ?? 0) - (size[a] ?? 0) || a - b);
  const folds = Array.from({ length: FOLDS }, (_, fold) => ({ fold, won: 0, lost: 0 }));
  const ofGroup = new Uint8Array(size.length);
  for (const group of order) {
    const [wonHere, lostHere] = [won[group] ?? 0, (size[group] ?? 0) - (won[group] ?? 0)];
    const kind = wonHere > lostHere ? 'won' : 'lost';
    const least = folds.reduce((best, one) => (one[kind] < best[kind] ? one : best));
    least.won += wonHere;
    least.lost += lostHere;
    ofGroup[group] = least.fold;
  }
  return ofGroup;
}

/** What a model can tell of each lead: the same for copies, whatever name they go by. */
function contentsOf({ rows, starts, entries }: Design): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    hashWide(entries.subarray(starts[row], starts[row + 1]).join()),
  );
}

/** Groups are numbered in the order of their first rows. */
function groupsOf(
  { count, persons, companies }: Observations,
  contents: Float64Array,
): { groupOf: Int32Array; groups: number } {
  const largest = Math.max(1, Math.floor(LARGEST_PART * count));
  const person = numbered(persons, largest);
  const company = numbered(companies, largest);
  const content = numbered(contents, largest);
  const joined = joinedBy(count, [person, company, content]);
  const sizes = sizesOf(joined);
  // Groups that chain up to something large fall apart into those of one kind.
  const groupOf = joined.map((group, row) => {
    if ((sizes.get(group) ?? 0) <= largest) return group;
    return [person, company, content].map((key) => key[row] ?? -1).find((key) => key >= 0) ?? row;
  });
  const numbers = new Map<number, number>();
  return {
    groupOf: groupOf.map((group) => {
      if (!numbers.has(group)) numbers.set(group, numbers.size);
      return numbers.get(group) ?? 0;
    }),
    groups: numbers.size,
  };
}

/** For each row the first row with its key, -1 where it has none, or too many rows have it. */
function numbered(keys: Float64Array, largest: number): Int32Array {
  const first = new Map<number, number>();
  const firstOf = Int32Array.from(keys, (key, row) => {
    if (key === 0) return -1;
    if (!first.has(key)) first.set(key, row);
    return first.get(key) ?? row;
  });
  const sizes = sizesOf(firstOf);
  return firstOf.map((row) => ((sizes.get(row) ?? 0) > largest ? -1 : row));
}

function sizesOf(groupOf: Int32Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const group of groupOf) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return sizes;
}

/** Union-find: for each row the root of all rows that any of the keys joins it with. */
function joinedBy(count: number, keys: readonly Int32Array[]): Int32Array {
  const parent = Int32Array.from({ length: count }, (_, row) => row);
  const rootOf = (row: number): number => {
    let root = row;
    while ((parent[root] ?? root) !== root) root = parent[root] ?? root;
    parent[row] = root;
    return root;
  };
  for (const key of keys) {
    key.forEach((first, row) => {
      if (first < 0) return;
      const [a, b] = [rootOf(first), rootOf(row)];
      parent[Math.max(a, b)] = Math.min(a, b);
    });
  }
  return parent.map((_, row) => rootOf(row));
}
