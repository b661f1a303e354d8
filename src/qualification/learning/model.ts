import type { FieldKind } from './field-kind.js';

/** How one field tells leads apart. Each column is a level, a range of numbers, or a word. */
export interface FieldShape {
  name: string;
  kind: FieldKind | 'words';
  labels: string[];
  /** Of numbers: the upper ends of the ranges but the last, whose columns come first. */
  cuts?: number[];
  /** Of numbers: single values that many leads have; their columns follow. */
  apart?: number[];
  /** The columns of all other values and of leads that say nothing, if there were any. */
  other?: number;
  absent?: number;
}

/** A field of a model: with the log odds of each column, and the leads it was learned from. */
export interface ModelField extends FieldShape {
  weights: number[];
  leads: number[];
  won: number[];
}

/** What a language model's scores add to the log odds of a learned model. */
export interface LlmWeight {
  pairs: number;
  mean: number;
  deviation: number;
  /** Log odds of one standard deviation; 0 where there are too few pairs, or the language model ranks these leads backwards. */
  weight: number;
  /** Whether it would be below 0. */
  isBackwards: boolean;
}

/** What predicts who buys, as it is stored: log odds of the fields, which add up. */
export interface LearnedModel {
  format: 1;
  /** Leads that it was learned from, and those of them that were won. */
  leads: number;
  won: number;
  intercept: number;
  /** The total of the rules: its log odds for one standard deviation. */
  rules: { mean: number; deviation: number; weight: number };
  fields: ModelField[];
  /** What the scores of a language model add, if it scored some of the leads. */
  llm?: LlmWeight;
  /** Log odds of past leads that 0 %, 1 % ... 100 % of them do not exceed, each predicted by a model that did not know it. */
  scale: number[];
}
