import { placer } from './field-shape.js';
import type { Example } from './example.js';
import { llmLogOdds } from './llm-weight.js';
import type { LearnedModel, ModelField } from './model.js';
import { readLead, readWords, type Value, type Values } from './read-lead.js';
import { probabilityOf } from './ridge.js';

export const RULES_PART = 'rules total';
const LLM_PART = 'language model';
/** Log odds that differ by less say the same of two leads. */
const LEVEL = 0.05;
/** Totals farther from the mean come of another profile than that of the past leads. */
const MOST_DEVIATIONS = 4;

/** What one field does to the odds of a lead. */
export interface PredictionPart {
  field: string;
  /** What the lead says, as the model tells it apart; `null` for all words that its notes lack. */
  value: string | null;
  /** By how much it multiplies the odds of an average lead. */
  factor: number;
  /** Leads that say the same, and those of them that were won; none where that would contradict the factor. */
  leads?: number;
  won?: number;
}

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
type PartsOf = (values: Values, facts: Facts) => PredictionPart[];

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
      return field.kind === 'words' ? wordsOf(field, ofColumns) : levelOf(field, sumOf(ofColumns));
    });
  }

  /** @param rules total of the rules for the same facts */
  predict(facts: Facts, rules: number): Prediction {
    const values = readLead(facts);
    const parts = this.fields.flatMap((partsOf) => partsOf(values, facts));
    parts.push(this.rulesPart(rules));
    const logOdds = parts.reduce((sum, { factor }) => sum + Math.log(factor), this.baseLogOdds);
    return {
      probability: probabilityOf(logOdds),
      odds: Math.exp(logOdds),
      score: percentileOf(this.model.scale, logOdds),
      baseOdds: Math.exp(this.baseLogOdds),
      parts: byStrength(parts.map((part) => this.honest(part))),
    };
  }

  /** With what a language model said, as far as past answers were worth something. */
  withLlmScore(prediction: Prediction, score: number): Prediction {
    const { llm, scale } = this.model;
    const factor = llm === undefined ? 1 : Math.exp(llmLogOdds(score, llm));
    const odds = prediction.odds * factor;
    return {
      ...prediction,
      ...{ odds, probability: odds / (1 + odds), score: percentileOf(scale, Math.log(odds)) },
      parts: byStrength([...prediction.parts, { field: LLM_PART, value: String(score), factor }]),
    };
  }

  /** Where a lead stands among past leads, with those that stand nearly level. */
  spanOf({ odds }: Prediction): { from: number; to: number } {
    const { scale } = this.model;
    const logOdds = Math.log(odds);
    return { from: percentileOf(scale, logOdds - LEVEL), to: percentileOf(scale, logOdds + LEVEL) };
  }

  private rulesPart(total: number): PredictionPart {
    const { mean, deviation, weight } = this.model.rules;
    const finite = Number.isFinite(total) ? total : mean;
    const deviations = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, (finite - mean) / deviation));
    return { field: RULES_PART, value: String(finite), factor: Math.exp(weight * deviations) };
  }

  /** A level may lower the odds although more of its leads were won, because they have something else in common. */
  private honest(part: PredictionPart): PredictionPart {
    const { leads, won = 0, ...others } = part;
    if (leads === undefined) return part;
    const isOpposed = (won / leads - this.model.won / this.model.leads) * (part.factor - 1) < 0;
    return isOpposed ? others : part;
  }
}

/** The strongest first; each strength is taken once, since logarithms are slow. */
function byStrength(parts: readonly PredictionPart[]): PredictionPart[] {
  return parts
    .map((part) => ({ part, strength: Math.abs(Math.log(part.factor)) }))
    .sort((a, b) => b.strength - a.strength)
    .map(({ part }) => part);
}

/** What each column adds to the log odds of a lead on average. */
function meansOf({ weights, leads }: ModelField, all: number): number[] {
  return weights.map((weight, column) => (weight * (leads[column] ?? 0)) / all);
}

function levelOf(field: ModelField, mean: number): PartsOf {
  const place = placer(field);
  return (values) => {
    const value: Value = values.get(field.name) ?? null;
    const column = place(value);
    // Nothing is known of it: as an average lead.
    if (column === undefined) return [{ field: field.name, value: value === null ? null : String(value), factor: 1 }];
    return [partAt(field, column, mean)];
  };
}

function wordsOf(field: ModelField, means: readonly number[]): PartsOf {
  const columns = new Map(field.labels.map((word, column) => [word, column]));
  const all = sumOf(means);
  return (_, { notes }) => {
    const parts: PredictionPart[] = [];
    let lacking = all;
    for (const word of readWords(notes)) {
      const column = columns.get(word);
      if (column === undefined) continue;
      const mean = means[column] ?? 0;
      parts.push(partAt(field, column, mean));
      lacking -= mean;
    }
    parts.push({ field: field.name, value: null, factor: Math.exp(-lacking) });
    return parts;
  };
}

function partAt({ name, labels, weights, leads, won }: ModelField, column: number, mean: number): PredictionPart {
  const factor = Math.exp((weights[column] ?? 0) - mean);
  return { field: name, value: labels[column] ?? '', factor, leads: leads[column] ?? 0, won: won[column] ?? 0 };
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
