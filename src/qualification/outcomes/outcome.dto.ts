import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { LeadSelection } from '../../leads/dto/lead-bulk.dto.js';
import { LEAD_OUTCOMES, type LeadOutcome } from '../../leads/lead-outcome.js';
import { pageOf } from '../../validation/page.dto.js';
import { Satisfies } from '../../validation/rule.decorator.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { OptionalMoment } from '../../validation/time.decorator.js';
import { toWire } from '../../validation/wire.js';
import type { LeadOutcomeEntity } from './lead-outcome.entity.js';

/** USD with whole cents. */
const AMOUNT = /^\d{1,12}(\.\d{1,2})?$/;

/** How a lead ended. */
export class RecordOutcomeRequest {
  @ApiProperty({ enum: LEAD_OUTCOMES, example: 'won' })
  @IsIn(LEAD_OUTCOMES)
  outcome!: LeadOutcome;

  @OptionalMoment('When it ended; now, if not given.', '2026-11-22T10:00:00Z')
  @Satisfies('past', isNotAhead, 'must not lie in the future')
  at?: string | null;

  @ApiPropertyOptional({
    ...{ type: String, nullable: true, pattern: AMOUNT.source, example: '12500.00' },
    description: 'Worth of the deal.',
  })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value))
  @IsOptional()
  @Satisfies('usd', isAmount, 'must be an amount of USD such as "12500.00"')
  value_usd?: string | null;

  @OptionalText({ max: 500, example: 'Chose us for the integration' })
  reason?: string | null;
}

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

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:00:00.000Z' })
  at!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '12500.00' })
  value_usd!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Chose us for the integration' })
  reason!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    description: 'When it was said.',
    example: '2026-11-22T10:00:00.000Z',
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

/** Clocks differ, and so do days. */
const AHEAD_MS = 24 * 60 * 60 * 1000;

function isNotAhead(value: unknown): boolean {
  return typeof value !== 'string' || !(new Date(value).getTime() > Date.now() + AHEAD_MS);
}

function isAmount(value: unknown): boolean {
  return typeof value === 'string' && AMOUNT.test(value);
}
