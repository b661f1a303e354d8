import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { pageOf, PageQuery } from '../../validation/page.dto.js';
import { Satisfies } from '../../validation/rule.decorator.js';
import { OptionalUuid } from '../../validation/uuid.decorator.js';
import { BUDGET_MODES, BUDGET_PERIODS, type BudgetMode, type BudgetPeriodUnit } from './budget.entity.js';
import { isTimeZone } from './budget-period.js';

/** USD, less than a thousand million, with as many decimals as the ledger counts. */
const AMOUNT = /^\d{1,9}(\.\d{1,12})?$/;
const LONGEST_AMOUNT = 22;

/** What may be spent, and when. */
export class BudgetRequest {
  @ApiProperty({
    description: 'Most that may be spent in a period, in USD, as a decimal string.',
    ...{ pattern: AMOUNT.source, maxLength: LONGEST_AMOUNT, example: '25.00' },
  })
  @Satisfies(
    'usd',
    isAmount,
    'must be a text with an amount of USD from 0 to 999999999, of 12 decimals at most, such as "25.00"',
  )
  limit_usd!: string;

  @ApiProperty({ enum: BUDGET_PERIODS, description: 'How long the limit is for.', example: 'month' })
  @IsIn(BUDGET_PERIODS)
  period!: BudgetPeriodUnit;

  @ApiProperty({
    ...{ type: String, required: false, default: 'UTC', maxLength: 64, example: 'Europe/Berlin' },
    description: 'The zone, by its IANA name, whose days and months count.',
  })
  @Satisfies('time_zone', isZone, 'must be the IANA name of a time zone, such as Europe/Berlin or UTC')
  time_zone = 'UTC';

  @ApiProperty({
    ...{ required: false, enum: BUDGET_MODES, default: 'hard', example: 'hard' },
    description: 'At the limit, `hard` refuses calls with 402; `warn` only announces it.',
  })
  @IsIn(BUDGET_MODES)
  mode: BudgetMode = 'hard';
}

/** Whose budget. */
export class BudgetOwnerQuery {
  @OptionalUuid('Another workspace than your own; needs an admin of the default workspace.')
  workspace_id?: string | null;
}

export class ListBudgetsQuery extends IntersectionType(PageQuery, BudgetOwnerQuery) {}

/** A budget, and what is left of it. */
export class BudgetResponse {
  @ApiProperty({ format: 'uuid' })
  workspace_id!: string;

  @ApiProperty({
    ...{ type: String, format: 'uuid', nullable: true },
    description: 'The API key that it is for, the first one if it was rotated; `null` for the budget of the workspace.',
  })
  key_id!: string | null;

  @ApiProperty({ example: '25' })
  limit_usd!: string;

  @ApiProperty({ enum: BUDGET_PERIODS, example: 'month' })
  period!: BudgetPeriodUnit;

  @ApiProperty({ example: 'Europe/Berlin' })
  time_zone!: string;

  @ApiProperty({ enum: BUDGET_MODES, example: 'hard' })
  mode!: BudgetMode;

  @ApiProperty({ format: 'date-time', description: 'Begin of the period.' })
  starts_at!: string;

  @ApiProperty({ format: 'date-time', description: 'Begin of the next one.' })
  resets_at!: string;

  @ApiProperty({ description: "Sum of the ledger's rows in the period. Exact.", example: '3.2501' })
  spent_usd!: string;

  @ApiProperty({ description: 'Leased to replicas: reserved for calls under way, or about to be.', example: '0.25' })
  reserved_usd!: string;

  @ApiProperty({ description: 'The limit without what is spent; at least 0.', example: '21.7499' })
  remaining_usd!: string;

  @ApiProperty({ description: 'Whether the limit is reached.', example: false })
  exceeded!: boolean;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** One page of budgets. */
export class BudgetListResponse extends pageOf(BudgetResponse) {}

function isAmount(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_AMOUNT && AMOUNT.test(value);
}

function isZone(value: unknown): boolean {
  return typeof value === 'string' && isTimeZone(value);
}
