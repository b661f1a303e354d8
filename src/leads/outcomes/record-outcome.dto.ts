import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { Satisfies } from '../../validation/rule.decorator.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { OptionalMoment } from '../../validation/time.decorator.js';
import { LEAD_OUTCOMES, type LeadOutcome } from '../lead-outcome.js';

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

/** Characters that a moment has at most; of longer texts, another rule says that they are none, without reading them. */
const LONGEST_MOMENT = 40;
/** Clocks differ, and so do days. */
const AHEAD_MS = 24 * 60 * 60 * 1000;

function isNotAhead(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > LONGEST_MOMENT) return true;
  return !(new Date(value).getTime() > Date.now() + AHEAD_MS);
}

function isAmount(value: unknown): boolean {
  return typeof value === 'string' && AMOUNT.test(value);
}
