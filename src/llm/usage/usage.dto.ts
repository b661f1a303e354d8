import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayUnique, IsIn } from 'class-validator';
import { ValidationError } from '../../errors/request.errors.js';
import { OptionalMoment } from '../../validation/moment.decorator.js';
import { fromPicoUsd } from '../providers/price.js';
import {
  type Period,
  USAGE_GROUPS,
  type UsageComparison,
  type UsageFigures,
  type UsageGroup,
  type UsageReport,
} from './usage-report.js';

const DEFAULT_PERIOD_MS = 30 * 24 * 60 * 60 * 1_000;

/** Which attempts, grouped by what. */
export class UsageQuery {
  @OptionalMoment('From this moment on; by default 30 days before `to`.', '2026-11-01T00:00:00Z')
  from?: string;

  @OptionalMoment('Until before this moment; by default now.', '2026-12-01T00:00:00Z')
  to?: string;

  @Transform(({ value }: { value: unknown }) => toList(value))
  @IsIn(USAGE_GROUPS, { each: true })
  @ArrayUnique()
  @ApiPropertyOptional({
    enum: USAGE_GROUPS,
    isArray: true,
    description: 'Comma-separated, or given several times; by default one row for all. Days are in UTC.',
    example: ['provider'],
  })
  group_by: UsageGroup[] = [];
}

/**
 * The period that `query` asks for.
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
  return items.flatMap((item) => (typeof item === 'string' ? item.split(',') : [item]));
}

/** What a number of attempts used and cost. */
export class UsageFiguresResponse {
  @ApiProperty({ description: 'Attempts, whatever their outcome.', example: 1250 })
  calls!: number;

  @ApiProperty({ description: 'Requests that caused them.', example: 1200 })
  requests!: number;

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

  static of(figures: UsageFigures): UsageFiguresResponse {
    return {
      calls: figures.calls,
      requests: figures.requests,
      prompt_tokens: figures.promptTokens,
      cached_tokens: figures.cachedTokens,
      completion_tokens: figures.completionTokens,
      total_tokens: figures.totalTokens,
      cost_usd: fromPicoUsd(figures.costPicoUsd),
      failures: figures.failures,
      latency_p50_ms: figures.latencyP50Ms,
      latency_p95_ms: figures.latencyP95Ms,
    };
  }
}

/** The figures of one group; of the first six fields, those it is grouped by are present. */
export class UsageGroupResponse extends UsageFiguresResponse {
  @ApiPropertyOptional({ type: String, example: '2026-11-22' })
  day?: string;

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

  static from({ mostExpensiveProvider, costPicoUsd, saving }: UsageComparison): UsageComparisonResponse {
    return {
      most_expensive_provider: mostExpensiveProvider,
      cost_usd: fromPicoUsd(costPicoUsd),
      saving_usd: saving.usd,
      saving_percent: saving.percent,
    };
  }
}

export class UsageResponse {
  @ApiProperty({ format: 'date-time', example: '2026-11-01T00:00:00.000Z' })
  from!: string;

  @ApiProperty({ format: 'date-time', example: '2026-12-01T00:00:00.000Z' })
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

  static from({ period, groupBy, groups, total, comparison }: UsageReport): UsageResponse {
    return {
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      group_by: [...groupBy],
      data: groups.map(({ group, ...figures }) => Object.assign({}, group, UsageFiguresResponse.of(figures))),
      total: UsageFiguresResponse.of(total),
      comparison: comparison === null ? null : UsageComparisonResponse.from(comparison),
    };
  }
}
