import type { FieldColumn } from './field-column.js';
import type { FieldKind } from './field-kind.js';
import { columnsOf, shapeOf } from './field-shape.js';
import type { FieldShape } from './model.js';
import { LEAST_LEADS, type Observations } from './observations.js';

/** Solving takes time that grows with the cube of their number. */
const MOST_COLUMNS = 500;
export const NOTES = 'notes';

/** A field, and for each lead its columns there. */
export interface DesignField {
  shape: FieldShape;
  /** Of words it is left out: see `Observations.wordsOf`. */
  columns?: Int16Array;
  /** The column of the whole design where its own begin. */
  start: number;
}

/** The leads as rows of 0 and 1, of which only the ones are kept, and one column of numbers. */
export interface Design {
  rows: number;
  /** Column 0 is the intercept, which all rows have; the last is the standardised total of the rules. */
  columns: number;
  fields: DesignField[];
  /** The columns of a row, ascending, are `entries[starts[row]]` to `entries[starts[row + 1] - 1]`. */
  starts: Int32Array;
  entries: Int16Array;
  rules: { values: Float64Array; mean: number; deviation: number };
}

export interface UsedField {
  field: FieldColumn;
  kind: FieldKind;
}

export function designOf(observations: Observations, used: readonly UsedField[], hasWords: boolean): Design {
  const shapes = shapesWithin(MOST_COLUMNS - observations.words.length, used);
  const fields: DesignField[] = [];
  let next = 1;
  used.forEach(({ field }, index) => {
    const shape = shapes[index];
    if (shape === undefined) return;
    fields.push({ shape, columns: columnsOf(field, shape), start: next });
    next += shape.labels.length;
  });
  if (hasWords && observations.words.length > 0) {
    fields.push({ shape: { name: NOTES, kind: 'words', labels: observations.words }, start: next });
    next += observations.words.length;
  }
  return {
    ...{ rows: observations.count, columns: next + 1, fields },
    ...sparse(observations, fields),
    rules: standardised(observations.rules),
  };
}

/** Where there are too many columns, a level needs more leads. */
function shapesWithin(most: number, used: readonly UsedField[]): FieldShape[] {
  for (let least = LEAST_LEADS; ; least = Math.ceil(1.5 * least)) {
    const shapes = used.map(({ field, kind }) => shapeOf(field, kind, least));
    const columns = shapes.reduce((sum, { labels }) => sum + labels.length, 0);
    const isLeast = shapes.every(({ labels }) => labels.length <= 2);
    if (columns <= most || isLeast) return shapes;
  }
}

function sparse({ count, wordsOf }: Observations, fields: readonly DesignField[]) {
  const words = fields.find(({ columns }) => columns === undefined);
  const most = wordsOf.reduce((sum, numbers) => sum + numbers.length, 0) + count * (fields.length + 1);
  const entries = new Int16Array(most);
  const starts = new Int32Array(count + 1);
  let end = 0;
  for (let row = 0; row < count; row++) {
    entries[end++] = 0;
    for (const { columns, start } of fields) {
      const column = columns?.[row] ?? -1;
      if (column >= 0) entries[end++] = start + column;
    }
    if (words !== undefined) for (const word of wordsOf[row] ?? []) entries[end++] = words.start + word;
    starts[row + 1] = end;
  }
  return { starts, entries: entries.slice(0, end) };
}

function standardised(totals: Float64Array): Design['rules'] {
  const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length;
  const variance = totals.reduce((sum, total) => sum + (total - mean) ** 2, 0) / totals.length;
  const deviation = variance > 1e-9 ? Math.sqrt(variance) : 1;
  return { values: totals.map((total) => (total - mean) / deviation), mean, deviation };
}
