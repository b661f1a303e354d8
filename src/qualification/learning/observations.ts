import type { Examples } from './example.js';
import { FieldColumn } from './field-column.js';
import { hashText, hashWide } from './hash.js';
import { fold } from './read-value.js';
import { fieldNames, nestedNames, readLead, readWords, type Values } from './read-lead.js';
import { WordColumn } from './word-column.js';

/** A level needs as many leads, and so do fields and words. */
export const LEAST_LEADS = 10;
const MOST_FIELDS = 100;
/** Names of which so many different ones were met are thinned out: the rare ones go. */
const MOST_NAMES = 20_000;

/** Leads with outcomes, by columns, in an order that depends on nothing but what they say. */
export interface Observations {
  count: number;
  /** For each row the index of its example. */
  order: Uint32Array;
  isWon: Uint8Array;
  /** Time of the outcome, in ms since 1970. */
  at: Float64Array;
  /** Totals of the rules. */
  rules: Float64Array;
  /** Scores of a language model; -1 where none was asked. */
  llm: Float64Array;
  /** What a lead shares with others of the same person, and of the same company; 0 is none. */
  persons: Float64Array;
  companies: Float64Array;
  /** The fields that are given most, in the order of their names. */
  fields: FieldColumn[];
  /** Names of some fields besides these, and the most fields that there can be. */
  otherFields: { names: string[]; most: number };
  /** The names of fields that hold lists or objects. */
  nested: string[];
  /** The commonest words of notes, and for each lead the numbers of those it has, ascending. */
  words: string[];
  wordsOf: Uint8Array[];
}

/** Reads all examples: first which fields there are, then what the leads say there. */
export function observe(examples: Examples): Observations {
  const { count } = examples;
  const { names, nested } = countNames(examples);
  const fields = names
    .slice(0, MOST_FIELDS)
    .filter(({ leads }) => leads >= LEAST_LEADS)
    .map(({ name }) => name)
    .toSorted()
    .map((name) => new FieldColumn(name, count));
  const words = new WordColumn(count);
  const read = readAll(examples, fields, words);
  const order = canonicalOrder(read.isWon, [
    read.contents,
    read.persons,
    read.companies,
    read.at,
    read.rules,
    read.llm,
  ]);
  const pick = (column: Float64Array) => Float64Array.from(order, (row) => column[row] ?? 0);
  for (const field of fields) field.arrange(order);
  return {
    count,
    order,
    isWon: Uint8Array.from(order, (row) => read.isWon[row] ?? 0),
    ...{
      at: pick(read.at),
      rules: pick(read.rules),
      llm: pick(read.llm),
      persons: pick(read.persons),
      companies: pick(read.companies),
    },
    ...{ fields, ...words.commonest(order, LEAST_LEADS) },
    otherFields: {
      names: names.slice(fields.length, fields.length + MOST_FIELDS).map(({ name }) => name),
      most: MOST_FIELDS,
    },
    nested: nested.slice(0, MOST_FIELDS),
  };
}

/** The names of all fields that are given, and of those that hold lists or objects; those of the most leads first. */
function countNames(examples: Examples): { names: { name: string; leads: number }[]; nested: string[] } {
  const [single, nested] = [new Map<string, number>(), new Map<string, number>()];
  for (let row = 0; row < examples.count; row++) {
    const { facts } = examples.at(row);
    countEach(single, fieldNames(facts));
    countEach(nested, nestedNames(facts));
  }
  return { names: commonestFirst(single), nested: commonestFirst(nested).map(({ name }) => name) };
}

function countEach(counts: Map<string, number>, names: readonly string[]): void {
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (counts.size > MOST_NAMES) thinOut(counts);
}

function commonestFirst(counts: Map<string, number>): { name: string; leads: number }[] {
  return [...counts]
    .map(([name, leads]) => ({ name, leads }))
    .sort((a, b) => b.leads - a.leads || (a.name < b.name ? -1 : 1));
}

function thinOut(counts: Map<string, number>): void {
  for (let least = 1; counts.size > MOST_NAMES / 2; least++) {
    for (const [rare, count] of counts) if (count <= least) counts.delete(rare);
  }
}

function readAll(examples: Examples, fields: readonly FieldColumn[], words: WordColumn) {
  const { count } = examples;
  const column = () => new Float64Array(count);
  const read = { isWon: new Uint8Array(count), at: column(), rules: column(), persons: column(), companies: column() };
  const [contents, scores] = [column(), column()];
  for (const row of scattered(count)) {
    const { facts, rules, isWon, at, llm } = examples.at(row);
    read.isWon[row] = isWon ? 1 : 0;
    read.at[row] = at;
    read.rules[row] = rules;
    scores[row] = llm ?? -1;
    const values = readLead(facts);
    const said = readWords(facts.notes);
    for (const field of fields) field.set(row, values.get(field.name) ?? null);
    words.set(row, said);
    read.persons[row] = keyOf(facts.contact_email);
    read.companies[row] = keyOf(facts.company_name);
    contents[row] = contentOf(values, said);
  }
  return { ...read, contents, llm: scores };
}

/** All rows, early and late ones mixed: which values are met first says nothing of their time. */
function* scattered(count: number): Generator<number> {
  const step = count % 7_919 === 0 ? 7_907 : 7_919;
  for (let row = 0; row < count; row++) yield (row * step) % count;
}

function keyOf(raw: unknown): number {
  const text = typeof raw === 'string' ? fold(raw) : '';
  return text === '' ? 0 : hashWide(text);
}

/** The same for all leads that say the same, in whatever order. */
function contentOf(values: Values, words: Set<string>): number {
  let sum = 1;
  for (const [name, value] of values) {
    if (value !== null) sum += hashText(`${name}\n${value}`);
  }
  for (const word of words) sum += hashText(word, 1);
  return sum;
}

/** The order in which the rows are worked on. Rows that it cannot tell apart are the same. */
function canonicalOrder(isWon: Uint8Array, columns: readonly Float64Array[]): Uint32Array {
  return Uint32Array.from(isWon.keys()).sort((a, b) => {
    for (const column of columns) {
      const difference = (column[a] ?? 0) - (column[b] ?? 0);
      if (difference !== 0) return difference;
    }
    return (isWon[a] ?? 0) - (isWon[b] ?? 0);
  });
}
