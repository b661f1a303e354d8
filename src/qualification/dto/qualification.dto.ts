import { ApiProperty, PickType } from '@nestjs/swagger';
import { fromPicoUsd } from '../../llm/providers/answers/price.js';
import { LeadResponse } from '../../leads/dto/lead.dto.js';
import type { LeadEntity } from '../../leads/lead.entity.js';
import { FACT_FIELDS } from '../../leads/lead-facts.js';
import type { ScoreState } from '../../leads/score-state.js';
import type { QualificationEntity } from '../qualification.entity.js';
import { QUALIFICATION_METHODS, type QualificationMethod, TIERS, type Tier } from '../../leads/lead-score.js';
import { toWire } from '../../validation/wire.js';
import { FactorsResponse } from '../../leads/dto/factors.dto.js';
import { pageOf } from '../../validation/page.dto.js';

/** What a scorer reads of a lead. */
export class LeadFactsResponse extends PickType(LeadResponse, FACT_FIELDS) {}

/** One qualification of a lead, and everything it depended on. */
export class QualificationResponse {
  /** @example "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f02" */
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** @example "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00" */
  @ApiProperty({ format: 'uuid' })
  lead_id!: string;

  @ApiProperty({ description: '0-100 with two decimals.', example: 87.4 })
  score!: number;

  @ApiProperty({ enum: TIERS, example: 'A' })
  tier!: Tier;

  @ApiProperty({
    ...{ type: Number, nullable: true, example: null },
    description: 'Chance that the lead is won, 0-1; `null` where no learned model scored.',
  })
  win_probability!: number | null;

  @ApiProperty({
    ...{ type: Number, nullable: true, example: null },
    description: 'Of a cascade: what the language model alone gives; `null` where it was not asked.',
  })
  llm_score!: number | null;

  @ApiProperty({ example: 'Strong fit in industry and size; the contact decides; budget is approved.' })
  reasoning!: string;

  @ApiProperty({ type: FactorsResponse })
  factors!: FactorsResponse;

  @ApiProperty({
    type: LeadFactsResponse,
    nullable: true,
    description: 'The lead as it was scored; `null` in qualifications of releases that did not keep it.',
  })
  facts!: LeadFactsResponse | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'SHA-256 of the facts: the same facts have the same one.',
    example: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
  })
  facts_fingerprint!: string | null;

  @ApiProperty({ enum: QUALIFICATION_METHODS, example: 'llm' })
  method!: QualificationMethod;

  @ApiProperty({ type: String, nullable: true, example: 'cerebras' })
  provider!: string | null;

  @ApiProperty({
    description: 'The model that answered, the version of the rules, or `learned-` and the version of a scoring model.',
    example: 'gpt-oss-120b',
  })
  model!: string;

  @ApiProperty({ example: 640 })
  latency_ms!: number;

  @ApiProperty({ example: 1 })
  profile_version!: number;

  @ApiProperty({ type: String, nullable: true, example: 'lead-factors-2' })
  prompt_version!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why rules stood in for a model: its error code, or `SCORING_MODEL_MISSING`.',
    example: null,
  })
  fallback_reason!: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Prompt and completion tokens of the answers that gave the score, repairs included; `null` for rules.',
    example: 842,
  })
  tokens_used!: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Of all calls about it, exactly, also of those that gave no score; `null` if no language model was asked.',
    example: '0.00002884',
  })
  cost_usd!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How many calls to providers it took.', example: 1 })
  attempts!: number | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  static from(entity: QualificationEntity): QualificationResponse {
    const { promptTokens, completionTokens, costPicoUsd } = entity;
    return toWire(
      QualificationResponse,
      Object.assign({}, entity, {
        tokensUsed: promptTokens === null || completionTokens === null ? null : promptTokens + completionTokens,
        costUsd: costPicoUsd === null ? null : fromPicoUsd(BigInt(costPicoUsd)),
      }),
    );
  }
}

/** A lead as it stands after being scored, and the qualification that scored it. */
export class QualifiedLeadResponse extends LeadResponse {
  @ApiProperty({ type: QualificationResponse })
  qualification!: QualificationResponse;

  static of(lead: LeadEntity, state: ScoreState, qualification: QualificationEntity): QualifiedLeadResponse {
    return toWire(
      QualifiedLeadResponse,
      Object.assign({}, lead, state, { qualification: QualificationResponse.from(qualification) }),
    );
  }
}

/** The history of a lead, newest first. */
export class QualificationListResponse extends pageOf(QualificationResponse) {}
