import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Min } from 'class-validator';
import { ValidationError } from '../../errors/request.errors.js';
import { BudgetResponse } from '../budgets/budget.dto.js';
import { ChoiceList } from '../../validation/choice-list.decorator.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { OptionalMoment } from '../../validation/time.decorator.js';
import { OptionalUuid } from '../../validation/uuid.decorator.js';
import { LONGEST_TAG } from '../tags/tags.header.js';

/** What a report can be grouped by. */
export const USAGE_GROUPS = ['day', 'key', 'tag', 'provider', 'model', 'strategy', 'operation', 'outcome'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** From `from` on, until before `to`. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** Which attempts of a workspace. */
export interface UsageFilter extends Period {
  readonly keyId?: string | null | undefined;
  readonly tag?: string | null | undefined;
}

const DEFAULT_PERIOD_MS = 30 * 24 * 60 * 60 * 1_000;

/** Which attempts, grouped by what. */
export class UsageQuery {
  @OptionalMoment('From this moment on; by default 30 days before `to`.', '2026-11-01T00:00:00Z')
  from?: string;

  @OptionalMoment('Until before this moment; by default now.', '2026-12-01T00:00:00Z')
  to?: string;

  @Transform(({ value }: { value: unknown }) => toList(value))
  @ChoiceList(USAGE_GROUPS, {
    required: false,
    description:
      'Comma-separated or repeated; by default one row for all. Days are in UTC. By `tag`, an attempt counts for each of its tags.',
    example: ['provider'],
  })
  group_by: UsageGroup[] = [];

  @OptionalUuid('Only attempts that this API key paid for.')
  key_id?: string | null;

  @OptionalText({ max: LONGEST_TAG, description: 'Only attempts with this tag.', example: 'team=growth' })
  tag?: string | null;
}

/** A report whose rows are read in parts. */
export class UsagePartQuery extends UsageQuery {
  @OptionalText({ max: 2_000 })
  cursor?: string | null;
}

/** The content of a cursor: each part of a report is computed anew, for the same period and groups. */
export class UsagePartPosition extends UsageQuery {
  /** Rows that the parts before had. */
  @IsInt()
  @Min(0)
  offset = 0;
}

/**
 * The period of `query`.
 * @throws ValidationError where it would end before it begins
 */
export function toPeriod(query: UsageQuery, now: Date): Period {
  const to = query.to === undefined ? now : new Date(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_PERIOD_MS) : new Date(query.from);
  if (from < to) return { from, to };
  throw new ValidationError([{ field: 'from', rule: 'range', message: 'from must lie before to' }]);
}

function toList(value: unknown): unknown {
  if (value === undefined || value === '') return [];
  const items = Array.isArray(value) ? (value as unknown[]) : [value];
  // One more than there are: too many are refused, and no more of them need to be read.
  return items.flatMap((item) => (typeof item === 'string' ? item.split(',', USAGE_GROUPS.length + 1) : [item]));
}

/** What a number of attempts used and cost. */
export class UsageFiguresResponse {
  @ApiProperty({ description: 'Attempts, whatever their outcome.', example: 1250 })
  calls!: number;

  @ApiProperty({ description: 'Requests that caused them.', example: 1200 })
  requests!: number;

  @ApiProperty({
    description: 'Attempts after one that failed for the same question: at another provider, or once more at the same.',
    example: 50,
  })
  fallbacks!: number;

  @ApiProperty({ example: 600000 })
  prompt_tokens!: number;

  @ApiProperty({ description: 'Prompt tokens that a provider had in its cache.', example: 0 })
  cached_tokens!: number;

  @ApiProperty({ example: 200000 })
  completion_tokens!: number;

  @ApiProperty({ example: 800000 })
  total_tokens!: number;

  @ApiProperty({ description: 'Exact.', example: '0.016' })
  cost_usd!: string;

  @ApiProperty({ description: 'Attempts without a whole answer: outcomes `error` and `truncated`.', example: 50 })
  failures!: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Half of the attempts took at most this.',
    example: 900,
  })
  latency_p50_ms!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: '95 % of them took at most this.', example: 2400 })
  latency_p95_ms!: number | null;
}

/** The figures of one group; of the first fields, those it is grouped by are present. */
export class UsageGroupResponse extends UsageFiguresResponse {
  @ApiPropertyOptional({ type: String, example: '2026-11-22' })
  day?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The API key; `null` for requests without one, and for rows from before keys were recorded.',
  })
  key?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Beside `key`.', example: 'crm-import' })
  key_name?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: '`null` for attempts without tags.',
    example: 'team=growth',
  })
  tag?: string | null;

  @ApiPropertyOptional({ type: String, example: 'runpod' })
  provider?: string;

  @ApiPropertyOptional({ type: String, example: 'meta-llama/Llama-3.1-8B-Instruct' })
  model?: string;

  @ApiPropertyOptional({ type: String, example: 'balanced' })
  strategy?: string;

  @ApiPropertyOptional({ type: String, example: 'qualification' })
  operation?: string;

  @ApiPropertyOptional({ type: String, example: 'ok' })
  outcome?: string;
}

/** What the same tokens would have cost on the most expensive configured provider, at today's prices. */
export class UsageComparisonResponse {
  @ApiProperty({ example: 'cerebras' })
  most_expensive_provider!: string;

  @ApiProperty({ example: '0.36' })
  cost_usd!: string;

  @ApiProperty({ description: 'Negative where the most expensive provider would have been cheaper.', example: '0.344' })
  saving_usd!: string;

  @ApiProperty({ example: 95.56 })
  saving_percent!: number;
}

/** What cascades spent: they score all leads cheaply, and ask a language model about some. */
export class CascadeUsageResponse {
  @ApiProperty({ type: 'integer', description: 'Leads that a cascade scored.', example: 10_000 })
  leads!: number;

  @ApiProperty({ type: 'integer', description: 'Those of them that a language model was asked about.', example: 980 })
  asked!: number;

  @ApiProperty({ example: '0.14' })
  cost_usd!: string;

  @ApiProperty({
    ...{ type: String, nullable: true, example: '1.29' },
    description: 'What the others would have cost at the same price; `null` where none was asked about.',
  })
  saved_usd!: string | null;
}

export class UsageResponse {
  @ApiProperty({ format: 'date-time' })
  from!: string;

  @ApiProperty({ format: 'date-time' })
  to!: string;

  @ApiProperty({ enum: USAGE_GROUPS, isArray: true, example: ['provider'] })
  group_by!: UsageGroup[];

  @ApiProperty({ type: [UsageGroupResponse], description: 'One row for each group, in their order.' })
  data!: UsageGroupResponse[];

  @ApiProperty({ type: UsageFiguresResponse })
  total!: UsageFiguresResponse;

  @ApiProperty({
    type: UsageComparisonResponse,
    nullable: true,
    description: '`null` where no provider is configured.',
  })
  comparison!: UsageComparisonResponse | null;

  @ApiProperty({
    ...{ type: CascadeUsageResponse, nullable: true },
    description: 'What cascades saved in the period; `null` where there was none, and in reports of one key or tag.',
  })
  cascade!: CascadeUsageResponse | null;

  @ApiProperty({
    type: [BudgetResponse],
    description: 'The budgets that your calls count against, and what is left of them.',
  })
  budgets!: BudgetResponse[];
}
