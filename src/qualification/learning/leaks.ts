import { baseLogOdds, FoldTally } from './base-rate.js';
import type { DesignField } from './design.js';
import type { Folds } from './folds.js';
import { aucOf } from './metrics.js';
import type { Observations } from './observations.js';
import { logLoss } from './ridge.js';
import { DATA_PREFIX, GIVEN, NOT_GIVEN_FLAG } from './read-lead.js';
import { ABSENT_LABEL } from './field-shape.js';
import type { FieldShape } from './model.js';

/** A field that ranks as well by itself was probably filled in when the outcome was known. */
export const LEAK_AUC = 0.9;
const LEAK_GAIN = 0.2;
const LEAST_GAIN_TO_RANK = 0.1;
const LEAK_DIFFERENCE = 0.25;
/** A field that a good part of one kind has, and hardly any lead of the other, was probably filled in afterwards. */
const PART_OF_ONE_KIND = 0.25;
const MOST_OF_OTHER_KIND = 0.02;
/** Where none of many was found, there may be so many as not: the rule of three. */
const UNSEEN = 3;
/** Leads of the base rate that a level has besides its own. */
const PRIOR = 2;
const TELLING =
  /(?:^|[^a-z])(?:stage|status|clos(?:e|ed|ing)|won|lost|deal|reason|last|quality|rating|tags?|invoiced?|paid|duration)(?:$|[^a-z])/i;

/** Why a field may know the outcome already. */
export const LEAK_SIGNS = [
  'ranks_alone',
  'filled_for_one_kind',
  'strong_alone',
  'filled_differently',
  'telling_name',
] as const;
export type LeakSign = (typeof LEAK_SIGNS)[number];

/** Whether a field with this sign is not used, until a user includes it. */
export function isProof(sign: LeakSign): boolean {
  return sign === 'ranks_alone' || sign === 'filled_for_one_kind';
}

export interface SuspectField {
  field: string;
  signs: LeakSign[];
}

/** The fields that seem to know how a lead ended. */
export function suspectsOf(observations: Observations, folds: Folds, fields: readonly DesignField[]): SuspectField[] {
  const { isWon } = observations;
  const base = baseLogOdds(isWon, folds.foldOf);
  return fields.flatMap((field) => {
    const logOdds = field.columns
      ? byLevel(field, field.columns, base, isWon, folds.foldOf)
      : byWords(observations, folds.foldOf, base);
    const gain = gainShare(logOdds, base, isWon);
    // What ranks well also predicts well, unless it is made of words that say the same.
    const auc = gain < LEAST_GAIN_TO_RANK && field.columns ? 0.5 : (aucOf(logOdds, isWon)?.auc ?? 0.5);
    const signs: LeakSign[] = [];
    if (auc >= LEAK_AUC) signs.push('ranks_alone');
    if (field.columns && gain >= LEAK_GAIN) signs.push('strong_alone');
    const filled = filledOf(field, observations);
    if (isOfOneKind(filled)) signs.push('filled_for_one_kind');
    if (Math.abs(shareOf(filled.won) - shareOf(filled.lost)) >= LEAK_DIFFERENCE) signs.push('filled_differently');
    if (isTelling(field.shape.name)) signs.push('telling_name');
    return signs.length === 0 ? [] : [{ field: field.shape.name, signs }];
  });
}

function isTelling(name: string): boolean {
  return name.startsWith(DATA_PREFIX) && TELLING.test(spaced(name));
}

/** "dealStage" has two words. */
function spaced(name: string): string {
  return name.slice(DATA_PREFIX.length).replace(/([a-z])([A-Z])/g, '$1 $2');
}

/** The won rate of a lead's level in the other folds. */
function byLevel(
  { shape }: DesignField,
  columns: Int16Array,
  base: Float64Array,
  isWon: Uint8Array,
  foldOf: Uint8Array,
): Float64Array {
  const tallies = shape.labels.map(() => new FoldTally());
  columns.forEach((column, row) => {
    tallies[column]?.add(foldOf[row] ?? 0, isWon[row] ?? 0);
  });
  return base.map((odds, row) => {
    const prior = PRIOR / (1 + Math.exp(-odds));
    return tallies[columns[row] ?? -1]?.logOddsWithout(foldOf[row] ?? 0, prior, PRIOR) ?? odds;
  });
}

/** The words that a lead has, each by its won rate in the other folds, as if they had nothing to do with each other. */
function byWords({ words, wordsOf, isWon }: Observations, foldOf: Uint8Array, base: Float64Array): Float64Array {
  const tallies = words.map(() => new FoldTally());
  wordsOf.forEach((numbers, row) => {
    for (const word of numbers) tallies[word]?.add(foldOf[row] ?? 0, isWon[row] ?? 0);
  });
  return base.map((odds, row) => {
    const prior = PRIOR / (1 + Math.exp(-odds));
    const shifts = (word: number) => (tallies[word]?.logOddsWithout(foldOf[row] ?? 0, prior, PRIOR) ?? odds) - odds;
    return (wordsOf[row] ?? new Uint8Array()).reduce((sum, word) => sum + shifts(word), odds);
  });
}

function gainShare(logOdds: Float64Array, base: Float64Array, isWon: Uint8Array): number {
  const lossOf = (odds: Float64Array) => odds.reduce((sum, value, row) => sum + logLoss(value, isWon[row] ?? 0), 0);
  const before = lossOf(base);
  return (before - lossOf(logOdds)) / before;
}

/** Leads, and those of them in which a field is filled in. */
interface Filled {
  leads: number;
  filled: number;
}

function filledOf({ shape, columns }: DesignField, { isWon, wordsOf }: Observations): { won: Filled; lost: Filled } {
  const empty = emptyColumn(shape);
  const counts = { won: { leads: 0, filled: 0 }, lost: { leads: 0, filled: 0 } };
  isWon.forEach((won, row) => {
    const count = won === 1 ? counts.won : counts.lost;
    const isFilled = columns ? columns[row] !== empty : (wordsOf[row]?.length ?? 0) > 0;
    count.leads++;
    if (isFilled) count.filled++;
  });
  return counts;
}

/** The column of leads that say nothing. */
function emptyColumn({ name, labels, absent }: FieldShape): number {
  return absent ?? labels.indexOf(name.endsWith(GIVEN) ? NOT_GIVEN_FLAG : ABSENT_LABEL);
}

function shareOf({ leads, filled }: Filled): number {
  return filled / Math.max(1, leads);
}

function isOfOneKind({ won, lost }: { won: Filled; lost: Filled }): boolean {
  const [more, less] = shareOf(won) > shareOf(lost) ? [won, lost] : [lost, won];
  return shareOf(more) >= PART_OF_ONE_KIND && less.filled + UNSEEN <= MOST_OF_OTHER_KIND * less.leads;
}
