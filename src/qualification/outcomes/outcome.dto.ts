import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { LeadSelection } from '../../leads/dto/lead-bulk.dto.js';
import { LEAD_OUTCOMES, type LeadOutcome } from '../../leads/lead-outcome.js';
import { pageOf } from '../../validation/page.dto.js';
import { toWire } from '../../validation/wire.js';
import type { LeadOutcomeEntity } from '../../leads/outcomes/lead-outcome.entity.js';
import { RecordOutcomeRequest } from '../../leads/outcomes/record-outcome.dto.js';

/** How many leads ended: those with the given ids, or those that pass a filter. */
export class RecordOutcomesRequest extends IntersectionType(LeadSelection, RecordOutcomeRequest) {}

export class RecordOutcomesResponse {
  @ApiProperty({ example: false })
  dry_run!: boolean;

  @ApiProperty({ type: 'integer', example: 120 })
  matched!: number;

  /** The others had this outcome already. */
  @ApiProperty({ type: 'integer', example: 100 })
  recorded!: number;
}

/** What was said about how a lead ended. */
export class OutcomeResponse {
  @ApiProperty({ enum: LEAD_OUTCOMES, nullable: true, description: '`null` where it was taken back.', example: 'won' })
  outcome!: LeadOutcome | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  at!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '12500.00' })
  value_usd!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Chose us for the integration' })
  reason!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    description: 'When it was said.',
  })
  created_at!: string;

  static from(entity: LeadOutcomeEntity): OutcomeResponse {
    const { valueUsd } = entity;
    return toWire(
      OutcomeResponse,
      Object.assign({}, entity, { valueUsd: valueUsd === null ? null : valueUsd.toFixed(2) }),
    );
  }
}

/** All that was said about how a lead ended, newest first. */
export class OutcomeListResponse extends pageOf(OutcomeResponse) {}
