import { placer } from './field-shape.js';
import type { Example } from './example.js';
import { llmLogOdds } from './llm-weight.js';
import type { LearnedModel, ModelField } from './model.js';
import { type PredictionPart, type WeighedPart, weighed } from './prediction-part.js';
import { readLead, readWords, type Value, type Values } from './read-lead.js';
import { probabilityOf } from './ridge.js';

export const RULES_PART = 'rules total';
const LLM_PART = 'language model';
/** Log odds that differ by less say the same of two leads. */
const LEVEL = 0.05;
/** Totals farther from the mean come of another profile than that of the past leads. */
const MOST_DEVIATIONS = 4;

export interface Prediction {
  probability: number;
  /** Percentile among past leads, 0-100 with two decimals. */
  score: number;
  /** The odds of an average lead: times all factors, they are the odds of this one. */
  baseOdds: number;
  odds: number;
  /** The largest first. */
  parts: PredictionPart[];
}

type Facts = Example['facts'];
type PartsOf = (values: Values, facts: Facts) => WeighedPart[];

/** Applies a model to leads, known fields or not. Never throws. */
export class Predictor {
  private readonly model: LearnedModel;
  private readonly fields: PartsOf[];
  private readonly baseLogOdds: number;

  constructor(model: LearnedModel) {
    this.model = model;
    const means = model.fields.map((field) => meansOf(field, model.leads));
    this.baseLogOdds = means.flat().reduce((sum, mean) => sum + mean, model.intercept);
    this.fields = model.fields.map((field, index) => {
      const ofColumns = means[index] ?? [];
      if (field.kind === 'words') return wordsOf(field, ofColumns, partsOf(field, ofColumns, model));
      const mean = sumOf(ofColumns);
      return levelOf(field, partsOf(field, new Array<number>(field.labels.length).fill(mean), model));
    });
  }

  /** @param rules total of the rules for the same facts */
  predict(facts: Facts, rules: number): Prediction {
    const values = readLead(facts);
    const parts = this.fields.flatMap((partsOf) => partsOf(values, facts));
    parts.push(this.rulesPart(rules));
    const logOdds = parts.reduce((sum, { logFactor }) => sum + logFactor, this.baseLogOdds);
    return {
      probability: probabilityOf(logOdds),
      odds: Math.exp(logOdds),
      score: percentileOf(this.model.scale, logOdds),
      baseOdds: Math.exp(this.baseLogOdds),
      parts: byStrength(parts),
    };
  }

  /** With what a language model said, as far as past answers were worth something. */
  withLlmScore(prediction: Prediction, score: number): Prediction {
    const { llm, scale } = this.model;
    const added = weighed(LLM_PART, String(score), llm === undefined ? 0 : llmLogOdds(score, llm));
    const odds = prediction.odds * added.part.factor;
    const known = prediction.parts.map((part) => ({ part, logFactor: Math.log(part.factor) }));
    return {
      ...prediction,
      ...{ odds, probability: odds / (1 + odds), score: percentileOf(scale, Math.log(odds)) },
      parts: byStrength([...known, added]),
    };
  }

  /** Where a lead stands among past leads, with those that stand nearly level. */
  spanOf({ odds }: Prediction): { from: number; to: number } {
    const { scale } = this.model;
    const logOdds = Math.log(odds);
    return { from: percentileOf(scale, logOdds - LEVEL), to: percentileOf(scale, logOdds + LEVEL) };
  }

  private rulesPart(total: number): WeighedPart {
    const { mean, deviation, weight } = this.model.rules;
    const finite = Number.isFinite(total) ? total : mean;
    const deviations = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, (finite - mean) / deviation));
    return weighed(RULES_PART, String(finite), weight * deviations);
  }
}

/** The strongest first. */
function byStrength(parts: WeighedPart[]): PredictionPart[] {
  return parts.sort((a, b) => Math.abs(b.logFactor) - Math.abs(a.logFactor)).map(({ part }) => part);
}

/** What each column adds to the log odds of a lead on average. */
function meansOf({ weights, leads }: ModelField, all: number): number[] {
  return weights.map((weight, column) => (weight * (leads[column] ?? 0)) / all);
}

/** What each column of a field does to the odds: the same for every lead, so that it is written down once. */
function partsOf(field: ModelField, means: readonly number[], model: LearnedModel): WeighedPart[] {
  return field.labels.map((label, column) => {
    const logFactor = (field.weights[column] ?? 0) - (means[column] ?? 0);
    const [leads, won] = [field.leads[column] ?? 0, field.won[column] ?? 0];
    // A level may lower the odds although more of its leads were won, because they have something else in common.
    const isOpposed = (won / leads - model.won / model.leads) * logFactor < 0;
    return weighed(field.name, label, logFactor, isOpposed ? undefined : { leads, won });
  });
}

function levelOf(field: ModelField, parts: readonly WeighedPart[]): PartsOf {
  const place = placer(field);
  return (values) => {
    const value: Value = values.get(field.name) ?? null;
    const part = parts[place(value) ?? -1];
    // Nothing is known of it: as an average lead.
    return [part ?? weighed(field.name, value === null ? null : String(value), 0)];
  };
}

function wordsOf(field: ModelField, means: readonly number[], parts: readonly WeighedPart[]): PartsOf {
  const columns = new Map(field.labels.map((word, column) => [word, column]));
  const all = sumOf(means);
  return (_, { notes }) => {
    const found: WeighedPart[] = [];
    let lacking = all;
    for (const word of readWords(notes)) {
      const column = columns.get(word);
      const part = column === undefined ? undefined : parts[column];
      if (column === undefined || part === undefined) continue;
      found.push(part);
      lacking -= means[column] ?? 0;
    }
    found.push(weighed(field.name, null, -lacking));
    return found;
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Where a lead stands among past leads; where many stand level, in their middle. */
export function percentileOf(scale: readonly number[], logOdds: number): number {
  const below = scale.findIndex((limit) => limit >= logOdds);
  const steps = scale.length - 1;
  if (below < 0) return 100;
  if (scale[below] === logOdds) return round((100 * (below + scale.lastIndexOf(logOdds))) / 2 / steps);
  if (below === 0) return 0;
  const [from = 0, to = 0] = [scale[below - 1], scale[below]];
  return round((100 * (below - 1 + (logOdds - from) / (to - from))) / steps);
}

function round(score: number): number {
  return Math.round(score * 100) / 100;
}
