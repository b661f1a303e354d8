import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { pageOf } from '../../validation/page.dto.js';
import { TextList } from '../../validation/text-list.decorator.js';
import { toWire } from '../../validation/wire.js';
import { MODEL_STATUSES, type ModelStatus, type ScoringModelEntity } from './scoring-model.entity.js';

const NAMES = { maxItems: 100, max: 300 };

/** Which fields a model may use; what is not given is as it was for the version before. */
export class TrainModelRequest {
  /** Used although they look as if they knew the outcome, or like identifiers. */
  @IsOptional()
  @TextList({ ...NAMES, example: ['additional_data.rating'] })
  include?: string[];

  /** Not used, such as those that would be unfair. */
  @IsOptional()
  @TextList({ ...NAMES, example: ['country'] })
  exclude?: string[];
}

/** A model, or the attempt at one. */
export class ScoringModelResponse {
  @ApiProperty({ type: 'integer', example: 3 })
  version!: number;

  @ApiProperty({ enum: MODEL_STATUSES, example: 'active' })
  status!: ModelStatus;

  @ApiProperty({
    ...{ type: String, nullable: true, description: 'The verdict in words; `null` in training.' },
    example: '812 won, 1,188 lost; gain 0.081 +- 0.012: 12 % better than the base rate.',
  })
  sentence!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 812 })
  won!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1188 })
  lost!: number | null;

  @ApiProperty({
    ...{ type: Number, nullable: true, example: 0.756 },
    description: 'The chance that a won lead has a higher score than a lost one, of leads that the model did not know.',
  })
  auc!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: '95 % interval.', example: 0.734 })
  auc_low!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.777 })
  auc_high!: number | null;

  @ApiProperty({
    ...{ type: Number, nullable: true, description: 'Mean error of the probabilities (ECE).', example: 0.021 },
  })
  ece!: number | null;

  @ApiProperty({ type: [String], example: [] })
  include!: string[];

  @ApiProperty({ type: [String], example: [] })
  exclude!: string[];

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  trained_at!: string | null;

  static from(entity: Omit<ScoringModelEntity, 'model'>): ScoringModelResponse {
    return toWire(ScoringModelResponse, withQuality(entity));
  }
}

export class ScoringModelListResponse extends pageOf(ScoringModelResponse) {}

/** An entity with how well its model ranks, and how exact its probabilities are. */
export function withQuality<Entity extends Omit<ScoringModelEntity, 'model'>>(entity: Entity) {
  const { auc, ece = null } = entity.findings?.evidence ?? {};
  const quality = { auc: auc?.auc ?? null, aucLow: auc?.low ?? null, aucHigh: auc?.high ?? null, ece };
  return Object.assign({}, entity, quality);
}
