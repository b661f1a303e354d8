import { ApiProperty } from '@nestjs/swagger';
import { toWire } from '../../validation/wire.js';
import { LEFT_OUT_REASONS, type LeftOutReason } from '../learning/field-kind.js';
import { LEAK_SIGNS, type LeakSign } from '../learning/leaks.js';
import type { LlmWeight, ModelField } from '../learning/model.js';
import type { Evidence } from '../learning/training.js';
import type { LaterOutcomes } from './later-outcomes.repository.js';
import { ScoringModelResponse, withQuality } from './scoring-model.dto.js';
import type { ScoringModelEntity } from './scoring-model.entity.js';

/** Later outcomes that say something, and a change of the won rate that does. */
const LEAST_LATER = 20;
const LARGE_SHIFT = 0.1;

/** What one value of a field does to the odds. */
export class ModelLevel {
  @ApiProperty({ example: 'referral' })
  value!: string;

  /** Log odds; a lead's add up. */
  @ApiProperty({ example: 0.84 })
  weight!: number;

  @ApiProperty({ type: 'integer', example: 534 })
  leads!: number;

  @ApiProperty({ type: 'integer', example: 491 })
  won!: number;
}

export class UsedModelField {
  @ApiProperty({ example: 'source' })
  field!: string;

  @ApiProperty({ enum: ['levels', 'numbers', 'words'], example: 'levels' })
  kind!: string;

  @ApiProperty({ type: [ModelLevel] })
  values!: ModelLevel[];

  static of({ name, kind, labels, weights, leads, won }: ModelField): UsedModelField {
    const values = labels.map((value, column) => ({
      ...{ value, weight: weights[column] ?? 0, leads: leads[column] ?? 0, won: won[column] ?? 0 },
    }));
    return { field: name, kind, values };
  }
}

export class LeftOutModelField {
  @ApiProperty({ example: 'additional_data.lead_no' })
  field!: string;

  @ApiProperty({ enum: LEFT_OUT_REASONS, example: 'identifier' })
  reason!: LeftOutReason;
}

/** A field that may know the outcome. */
export class SuspectModelField {
  @ApiProperty({ example: 'additional_data.deal_stage' })
  field!: string;

  @ApiProperty({ enum: LEAK_SIGNS, isArray: true, example: ['telling_name'] })
  signs!: LeakSign[];
}

/** A tenth of the leads by their probability. */
export class CalibrationPoint {
  @ApiProperty({ type: 'integer', example: 200 })
  leads!: number;

  @ApiProperty({ type: 'integer', example: 91 })
  won!: number;

  @ApiProperty({ description: 'Mean probability.', example: 0.44 })
  predicted!: number;
}

/** A model with all that it rests on. */
export class ScoringModelDetails extends ScoringModelResponse {
  @ApiProperty({ type: [UsedModelField] })
  fields!: UsedModelField[];

  /** Log odds of one standard deviation of the total of the rules. */
  @ApiProperty({ type: Number, nullable: true, example: 0.12 })
  rules_weight!: number | null;

  @ApiProperty({
    ...{ type: Number, nullable: true, example: 0.61 },
    description:
      "Log odds of one standard deviation of a language model's scores, which a cascade adds; `null` without any such score.",
  })
  llm_weight!: number | null;

  @ApiProperty({
    ...{
      type: String,
      nullable: true,
      example: '212 leads have an outcome and a score of a language model: it adds to the score.',
    },
    description: 'What the language model is worth, in words.',
  })
  llm_sentence!: string | null;

  @ApiProperty({ type: [LeftOutModelField] })
  left_out!: LeftOutModelField[];

  @ApiProperty({ type: [SuspectModelField] })
  suspects!: SuspectModelField[];

  @ApiProperty({ type: [CalibrationPoint] })
  calibration!: CalibrationPoint[];

  @ApiProperty({
    ...{ type: Number, nullable: true, example: 0.741 },
    description: 'AUC of the newest fifth of outcomes by a model of the others; `null` where all came at once.',
  })
  forward_auc!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Won rate of the older outcomes.', example: 0.41 })
  won_before!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Won rate of the newest fifth.', example: 0.38 })
  won_after!: number | null;

  @ApiProperty({
    ...{ type: Number, nullable: true, example: 0.748 },
    description: 'AUC of leads that ended after the model had scored them; `null` until some were won and some lost.',
  })
  later_auc!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: '95 % interval.', example: 0.71 })
  later_auc_low!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.786 })
  later_auc_high!: number | null;

  @ApiProperty({ type: 'integer', description: 'Those that were won.', example: 104 })
  later_won!: number;

  @ApiProperty({ type: 'integer', example: 178 })
  later_lost!: number;

  @ApiProperty({
    ...{ type: String, nullable: true, example: null },
    description: 'What to look at, if the later outcomes do not bear the model out.',
  })
  warning!: string | null;

  static of(entity: ScoringModelEntity, later: LaterOutcomes): ScoringModelDetails {
    const { findings, model } = entity;
    const { evidence } = findings ?? {};
    return toWire(
      ScoringModelDetails,
      Object.assign(withQuality(entity), {
        fields: (model?.fields ?? []).map((field) => UsedModelField.of(field)),
        rulesWeight: model?.rules.weight ?? null,
        llmWeight: model?.llm?.weight ?? null,
        llmSentence: model?.llm ? llmSentence(model.llm) : null,
        leftOut: findings?.leftOut ?? [],
        suspects: findings?.suspects ?? [],
        calibration: evidence?.calibration ?? [],
        forwardAuc: evidence?.forward?.auc.auc ?? null,
        wonBefore: evidence?.forward?.wonBefore ?? null,
        wonAfter: evidence?.forward?.wonAfter ?? null,
        ...{
          laterAuc: later.auc?.auc ?? null,
          laterAucLow: later.auc?.low ?? null,
          laterAucHigh: later.auc?.high ?? null,
        },
        ...{ laterWon: later.won, laterLost: later.lost, warning: warningOf(evidence, later) },
      }),
    );
  }
}

function llmSentence({ pairs, weight, isBackwards }: LlmWeight): string {
  const counted = `${pairs} leads have an outcome and a score of a language model`;
  if (isBackwards) return `${counted}: it ranks them backwards, so that its scores move nothing.`;
  return weight > 0
    ? `${counted}: it adds to the score.`
    : `${counted}: too few to know what it is worth, so that it moves nothing.`;
}

/** Base rates that differ by more than chance, and ranks that turned round. */
function warningOf(evidence: Evidence | undefined, { won, lost, auc }: LaterOutcomes): string | null {
  if (auc !== undefined && won + lost >= LEAST_LATER && auc.high < 0.5) {
    return 'Leads that ended later were ranked backwards: see whether won and lost were mixed up in what was recorded.';
  }
  const { wonBefore, wonAfter } = evidence?.forward ?? {};
  if (wonBefore === undefined || wonAfter === undefined || Math.abs(wonBefore - wonAfter) < LARGE_SHIFT) return null;
  return 'The won rate has changed: the probabilities follow the newest outcomes, the ranks those of all times.';
}
