import { ApiProperty } from '@nestjs/swagger';
import { OptionalFlag } from '../../validation/flag.decorator.js';
import { type Tier, TIERS } from '../../leads/lead-score.js';
import { CalibrationPoint } from '../models/scoring-model-details.dto.js';

/** Whether scores rank leads by how they end. */
export const RANK_VERDICTS = ['too_few', 'worse_than_chance', 'no_better_than_chance', 'better_than_chance'] as const;
export type RankVerdict = (typeof RANK_VERDICTS)[number];

/** Which of two scores ranks better. */
export const COMPARISON_VERDICTS = ['too_few', 'no_difference', 'first_better', 'second_better'] as const;
export type ComparisonVerdict = (typeof COMPARISON_VERDICTS)[number];

/** Which scores count. */
export class ScoringReportQuery {
  @OptionalFlag(
    'Counts scores as well that were made after the outcome was recorded, from facts that may tell it; never those of models that were learned from outcomes.',
  )
  retrospective?: boolean;
}

/** The leads that ended. */
export class ReportOutcomes {
  @ApiProperty({ type: 'integer', example: 812 })
  won!: number;

  @ApiProperty({ type: 'integer', example: 1188 })
  lost!: number;

  /** Those that count in at least one number. */
  @ApiProperty({ type: 'integer', example: 1900 })
  scored_before!: number;

  /** Those that were scored only after their outcome was recorded. */
  @ApiProperty({ type: 'integer', example: 60 })
  scored_after!: number;

  @ApiProperty({ type: 'integer', description: 'The report counts the newest ones, at most so many.', example: 20000 })
  limit!: number;
}

/** What scored: a method, and one of its models and profile versions; `null` stands for all of them. */
export class ScoreOrigin {
  @ApiProperty({ example: 'rules' })
  method!: string;

  @ApiProperty({ type: String, nullable: true, example: 'rules-2' })
  model!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 3 })
  profile_version!: number | null;
}

/** How many leads of a tier were won. */
export class TierWorth {
  @ApiProperty({ enum: TIERS, example: 'A' })
  tier!: Tier;

  @ApiProperty({ type: 'integer', example: 380 })
  leads!: number;

  @ApiProperty({ type: 'integer', example: 251 })
  won!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Part of them that was won.', example: 0.66 })
  rate!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: '95 % interval.', example: 0.611 })
  rate_low!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.706 })
  rate_high!: number | null;
}

/** What the fifth of the leads with the highest scores is worth. */
export class TopFifth {
  @ApiProperty({
    description: 'Where several leads share the lowest of its scores, a part of them counts.',
    example: 380,
  })
  leads!: number;

  @ApiProperty({ example: 240.5 })
  won!: number;

  @ApiProperty({ description: 'Its won rate, in won rates of all leads; 1 is chance.', example: 1.56 })
  lift!: number;

  @ApiProperty({ description: '95 % interval.', example: 1.41 })
  lift_low!: number;

  @ApiProperty({ example: 1.72 })
  lift_high!: number;
}

/** What the scores of a method, or of one model and profile version of it, were worth. */
export class ScoreWorth extends ScoreOrigin {
  @ApiProperty({ type: 'integer', description: 'Leads that ended after it had scored them.', example: 1900 })
  leads!: number;

  @ApiProperty({ type: 'integer', example: 770 })
  won!: number;

  @ApiProperty({ type: 'integer', example: 1130 })
  lost!: number;

  /** Of these leads, those that had ended when they were scored, although it was recorded later: their facts may tell it. */
  @ApiProperty({ type: 'integer', example: 0 })
  ended_before!: number;

  @ApiProperty({ enum: RANK_VERDICTS, example: 'better_than_chance' })
  verdict!: RankVerdict;

  @ApiProperty({
    example:
      'Better than chance: of 100 pairs of a won and a lost lead, 76 stand in the right order (73 to 78; chance is 50).',
  })
  sentence!: string;

  @ApiProperty({
    ...{ type: Number, nullable: true, example: 0.756 },
    description:
      'The chance that a won lead has a higher score than a lost one; 0.5 is chance. `null` unless both are there.',
  })
  auc!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: '95 % interval.', example: 0.734 })
  auc_low!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.777 })
  auc_high!: number | null;

  @ApiProperty({ type: [TierWorth] })
  tiers!: TierWorth[];

  @ApiProperty({ type: TopFifth, nullable: true, description: '`null` where no lead was won.' })
  top_fifth!: TopFifth | null;

  /** Tenths of the leads by their probability; empty where scores have none. */
  @ApiProperty({ type: [CalibrationPoint] })
  calibration!: CalibrationPoint[];

  @ApiProperty({ type: Number, nullable: true, description: 'Mean error of the probabilities (ECE).', example: 0.021 })
  ece!: number | null;

  @ApiProperty({ description: 'What these scores cost.', example: '1.9' })
  cost_usd!: string;

  @ApiProperty({ type: String, nullable: true, description: '`null` where no lead was won.', example: '0.002467' })
  cost_per_won_usd!: string | null;

  @ApiProperty({ description: 'Worth of the deals that were won, as far as it was given.', example: '962500.00' })
  won_value_usd!: string;
}

/** Two scores of the same leads. */
export class ScoreComparison {
  @ApiProperty({ type: ScoreOrigin })
  first!: ScoreOrigin;

  @ApiProperty({ type: ScoreOrigin })
  second!: ScoreOrigin;

  @ApiProperty({ type: 'integer', description: 'Leads that both had scored.', example: 640 })
  leads!: number;

  @ApiProperty({ type: 'integer', example: 260 })
  won!: number;

  @ApiProperty({ type: 'integer', example: 380 })
  lost!: number;

  @ApiProperty({ enum: COMPARISON_VERDICTS, example: 'second_better' })
  verdict!: ComparisonVerdict;

  @ApiProperty({
    example:
      'On the same 640 leads llm ranks better than rules: AUC 0.742 against 0.681, a difference of 0.061 (0.022 to 0.100).',
  })
  sentence!: string;

  @ApiProperty({ type: Number, nullable: true, example: 0.681 })
  first_auc!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.742 })
  second_auc!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'AUC of the second less that of the first.',
    example: 0.061,
  })
  difference!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: '95 % interval.', example: 0.022 })
  difference_low!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.1 })
  difference_high!: number | null;
}

/** What scores were worth, by how leads ended. */
export class ScoringReportResponse {
  @ApiProperty({
    example: '2,000 leads have ended (812 won, 1,188 lost); 1,900 of them had been scored before that was recorded.',
  })
  sentence!: string;

  @ApiProperty({ type: ReportOutcomes })
  outcomes!: ReportOutcomes;

  /** Each method, with the first score of each lead. */
  @ApiProperty({ type: [ScoreWorth] })
  methods!: ScoreWorth[];

  /** Each model and profile version of a method; those with the most leads. */
  @ApiProperty({ type: [ScoreWorth] })
  versions!: ScoreWorth[];

  @ApiProperty({ type: [ScoreComparison] })
  comparisons!: ScoreComparison[];
}
