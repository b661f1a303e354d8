import { baseLogOdds } from './base-rate.js';
import { crossValidate, type CrossValidated } from './cross-validation.js';
import { type Design, designOf, NOTES, type UsedField } from './design.js';
import type { Examples } from './example.js';
import { compare, type Comparison, type Rival } from './rival.js';
import { kindOf, type LeftOutReason } from './field-kind.js';
import { type Folds, foldsOf } from './folds.js';
import { forwardOf, type Forward } from './forward.js';
import { isProof, suspectsOf, type SuspectField } from './leaks.js';
import { type Auc, aucOf, calibrationOf, type CalibrationBin } from './metrics.js';
import type { LearnedModel } from './model.js';
import { modelOf } from './model-of.js';
import { type Observations, observe } from './observations.js';
import { PERSONAL_FIELDS } from './read-lead.js';
import { areTooFew, type Gain, gainOf, type Judged, judge, tooFew } from './verdict.js';

/** Fields that a user decided on, by their names. */
export interface FieldChoice {
  /** Used although they look like a leak or an identifier. */
  include: readonly string[];
  exclude: readonly string[];
}

export interface LeftOutField {
  field: string;
  reason: LeftOutReason;
}

/** What a training found, beside its verdict. */
export interface Evidence {
  gain: Gain;
  auc: Auc;
  ece: number;
  calibration: CalibrationBin[];
  lambda: number;
  forward: Forward | undefined;
}

export type Training = Judged & {
  won: number;
  lost: number;
  leftOut: LeftOutField[];
  suspects: SuspectField[];
  /** Unless there were too few outcomes. */
  learned?: { model: LearnedModel; evidence: Evidence };
  /** With the model in use, if there is one. */
  comparison?: Comparison;
};

/**
 * Learns from leads that ended who buys: a ridge logistic regression, and a verdict on what it is worth. The order of the
 * examples does not matter.
 * @param rival the model in use, which is to be compared
 */
export function train(examples: Examples, choice: FieldChoice, rival?: Rival): Training {
  const observations = observe(examples);
  const won = observations.isWon.reduce((sum, one) => sum + one, 0);
  const lost = observations.count - won;
  const { used, leftOut } = chooseFields(observations, choice);
  if (areTooFew(won, lost)) return { ...tooFew(won, lost), won, lost, leftOut, suspects: [] };

  const everything = designOf(observations, used, !choice.exclude.includes(NOTES));
  const folds = foldsOf(observations, everything);
  const suspects = suspectsOf(observations, folds, everything.fields);
  const leaks = suspects.filter(({ signs }) => signs.some(isProof)).map(({ field }) => field);
  const excluded = leaks.filter((field) => !choice.include.includes(field));
  const design = excluded.length === 0 ? everything : without(observations, used, excluded, everything);
  const fitted = crossValidate(design, observations.isWon, folds.foldOf);
  const evidence = evidenceOf(observations, folds, design, fitted);
  return {
    ...judge(won, lost, evidence.gain),
    ...{ won, lost, suspects },
    leftOut: [...leftOut, ...excluded.map((field) => ({ field, reason: 'possible_leak' as const }))],
    learned: { model: modelOf(observations, design, fitted), evidence },
    ...(rival && { comparison: compare(rival, examples, observations, fitted.logOdds, evidence.auc.auc) }),
  };
}

function chooseFields({ fields, otherFields, nested }: Observations, { include, exclude }: FieldChoice) {
  const used: UsedField[] = [];
  const leftOut: LeftOutField[] = PERSONAL_FIELDS.map((field) => ({ field, reason: 'personal' }));
  for (const field of fields) {
    const { name } = field;
    const kind = exclude.includes(name) ? 'excluded' : kindOf(field);
    if (kind === 'levels' || kind === 'numbers') used.push({ field, kind });
    else if (kind === 'identifier' && include.includes(name)) used.push({ field, kind: 'levels' });
    else leftOut.push({ field: name, reason: kind });
  }
  if (exclude.includes(NOTES)) leftOut.push({ field: NOTES, reason: 'excluded' });
  const isFull = fields.length >= otherFields.most;
  const others = otherFields.names.filter((name) => !nested.includes(name));
  leftOut.push(...others.map((field) => ({ field, reason: isFull ? 'too_many_fields' : 'rare' }) as const));
  // A field that also holds single values may be used for these.
  const named = new Set(fields.map(({ name }) => name));
  leftOut.push(...nested.filter((name) => !named.has(name)).map((field) => ({ field, reason: 'nested' }) as const));
  return { used, leftOut };
}

function without(observations: Observations, used: readonly UsedField[], names: string[], { fields }: Design): Design {
  const hasWords = fields.some(({ shape }) => shape.name === NOTES) && !names.includes(NOTES);
  const others = used.filter(({ field }) => !names.includes(field.name));
  return designOf(observations, others, hasWords);
}

function evidenceOf(observations: Observations, folds: Folds, design: Design, fitted: CrossValidated): Evidence {
  const { isWon } = observations;
  const { bins, ece } = calibrationOf(fitted.logOdds, isWon);
  const ranked = comparable(fitted.logOdds, baseLogOdds(isWon, folds.foldOf));
  return {
    gain: gainOf(observations, folds, fitted.logOdds),
    auc: aucOf(ranked, isWon) ?? { auc: 0.5, low: 0, high: 1 },
    ...{ ece, calibration: bins, lambda: fitted.lambda },
    forward: forwardOf(observations, design, fitted),
  };
}

/** A fold with fewer won leads is predicted by a model that saw more of them: that is no rank. */
function comparable(logOdds: Float64Array, base: Float64Array): Float64Array {
  return logOdds.map((value, row) => value - (base[row] ?? 0));
}
