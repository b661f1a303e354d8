import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { LeadFilter, LeadIds } from '../../leads/dto/lead-bulk.dto.js';
import { QUALIFICATION_METHODS, type QualificationMethod } from '../../leads/lead-score.js';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../../llm/llm.settings.js';
import { fromPicoUsd } from '../../llm/providers/answers/price.js';
import { OptionalChoice } from '../../validation/choice.decorator.js';
import { OptionalObject } from '../../validation/object.decorators.js';
import { pageOf, PageQuery } from '../../validation/page.dto.js';
import { Satisfies } from '../../validation/rule.decorator.js';
import { PAUSE_REASONS, type PauseReason, RUN_STATES, type RunState } from './qualification-run.entity.js';
import { RunEstimateResponse } from './run-estimate.dto.js';
import { RUN_ITEM_STATES, type RunItemState } from './run-item.entity.js';
import type { ListedItem } from './run-items.repository.js';
import type { CountedRun } from './runs.repository.js';

const AMOUNT = /^\d{1,9}(\.\d{1,12})?$/;

/** What a run may cost. */
export class RunLimit {
  @IsOptional()
  @Satisfies(
    'usd',
    isAmount,
    'must be a text with an amount of USD, such as "2.50": above 0, below 10^9, 12 decimals at most',
  )
  @ApiPropertyOptional({
    ...{ type: String, nullable: true, pattern: AMOUNT.source, maxLength: 22, example: '2.50' },
    description: 'Most that it may cost, in USD; it pauses before it would cost more.',
  })
  max_cost_usd?: string | null;
}

/** Which leads, and how. */
export class StartRunRequest extends RunLimit {
  @LeadIds('All of them must exist in the workspace: an error names those that do not. Either these or a filter.')
  lead_ids?: string[];

  @OptionalObject(() => LeadFilter, 'As in the list of leads; an empty one stands for all leads.')
  filter?: LeadFilter;

  @OptionalChoice(QUALIFICATION_METHODS, {
    description: 'Unset, what the scoring profile says.',
    example: 'llm',
  })
  method?: QualificationMethod;

  @OptionalChoice(ROUTING_STRATEGIES, { description: 'How providers are chosen.', example: 'cost_optimized' })
  strategy?: RoutingStrategy;

  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({
    ...{ type: Boolean, default: false },
    description: 'Scores leads again whose score still holds; without it, only those that have none, or a stale one.',
  })
  requalify?: boolean;

  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Only estimates; nothing is started.' })
  dry_run?: boolean;
}

export class ListRunItemsQuery extends PageQuery {
  @OptionalChoice(RUN_ITEM_STATES)
  state?: RunItemState;
}

export class RunCountsResponse {
  @ApiProperty({ type: 'integer', example: 10_000 })
  total!: number;
  @ApiProperty({ type: 'integer', example: 4_200 })
  done!: number;
  @ApiProperty({ type: 'integer', example: 3 })
  failed!: number;
  @ApiProperty({ type: 'integer', example: 16 })
  in_flight!: number;
  @ApiProperty({ type: 'integer', example: 5_781 })
  waiting!: number;
}

/** A run, and how far it is. */
export class RunResponse {
  @ApiProperty({
    ...{ type: String, format: 'uuid', nullable: true },
    description: '`null` for a dry run.',
  })
  id!: string | null;

  @ApiProperty({ enum: RUN_STATES, nullable: true, description: '`null` for a dry run.', example: 'running' })
  state!: RunState | null;

  @ApiProperty({ enum: PAUSE_REASONS, nullable: true, example: null })
  pause_reason!: PauseReason | null;

  @ApiProperty({
    ...{ type: String, format: 'date-time', nullable: true, example: null },
    description: 'When a run that paused by itself goes on by itself.',
  })
  resume_at!: string | null;

  @ApiProperty({ enum: QUALIFICATION_METHODS, example: 'llm' })
  method!: QualificationMethod;

  @ApiProperty({ enum: ROUTING_STRATEGIES, nullable: true, example: 'cost_optimized' })
  strategy!: RoutingStrategy | null;

  @ApiProperty({ example: false })
  requalify!: boolean;

  @ApiProperty({ type: RunCountsResponse })
  counts!: RunCountsResponse;

  @ApiProperty({
    description: 'Of all calls about its leads, exactly; also of those that gave no score.',
    example: '0.5964',
  })
  cost_usd!: string;

  @ApiProperty({ type: String, nullable: true, example: '2.50' })
  max_cost_usd!: string | null;

  @ApiProperty({ type: RunEstimateResponse })
  estimate!: RunEstimateResponse;

  @ApiProperty({ type: Number, nullable: true, description: 'Leads a second since the start.', example: 15.6 })
  rate_per_second!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Until it is done, at this rate.', example: 371 })
  eta_seconds!: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  created_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  finished_at!: string | null;

  static from(run: CountedRun): RunResponse {
    const rate = rateOf(run);
    const left = run.waiting + run.inFlight;
    return Object.assign(new RunResponse(), {
      ...{ id: run.id, state: run.state, pause_reason: run.pauseReason, method: run.method, strategy: run.strategy },
      requalify: run.requalify,
      counts: {
        ...{ total: run.total, done: run.done, failed: run.failed },
        ...{ in_flight: run.inFlight, waiting: run.waiting },
      },
      cost_usd: fromPicoUsd(BigInt(run.costPicoUsd)),
      max_cost_usd: run.maxCostPicoUsd === null ? null : fromPicoUsd(BigInt(run.maxCostPicoUsd)),
      estimate: run.estimate,
      rate_per_second: rate,
      eta_seconds: run.state === 'running' && rate !== null && rate > 0 ? Math.ceil(left / rate) : null,
      resume_at: run.resumeAt?.toISOString() ?? null,
      created_at: run.createdAt.toISOString(),
      started_at: run.startedAt?.toISOString() ?? null,
      finished_at: run.finishedAt?.toISOString() ?? null,
    });
  }
}

export class RunListResponse extends pageOf(RunResponse) {}

export class RunItemErrorResponse {
  @ApiProperty({ example: 'LEAD_QUALIFICATION_FAILED' })
  error_code!: string;
  @ApiProperty({ example: 'The language model gave no valid answer' })
  message!: string;
}

/** A lead of a run. */
export class RunItemResponse {
  @ApiProperty({ format: 'uuid' })
  lead_id!: string;

  @ApiProperty({ description: 'Of the lead, as it is now.', example: 'Acme Corp' })
  company_name!: string;

  @ApiProperty({ enum: RUN_ITEM_STATES, example: 'done' })
  state!: RunItemState;

  @ApiProperty({ type: 'integer', description: 'How often it was begun.', example: 1 })
  attempt!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of all calls about it in this run; null if no model was asked.',
    example: '0.000142',
  })
  cost_usd!: string | null;

  @ApiProperty({ type: RunItemErrorResponse, nullable: true })
  error!: RunItemErrorResponse | null;

  static from({ leadId, companyName, state, attempt, costPicoUsd, error }: ListedItem): RunItemResponse {
    const cost_usd = costPicoUsd === null ? null : fromPicoUsd(BigInt(costPicoUsd));
    return Object.assign(new RunItemResponse(), {
      ...{ lead_id: leadId, company_name: companyName, state, attempt, cost_usd, error },
    });
  }
}

export class RunItemListResponse extends pageOf(RunItemResponse) {}

function rateOf({ startedAt, finishedAt, done, failed }: CountedRun): number | null {
  if (startedAt === null) return null;
  const seconds = ((finishedAt ?? new Date()).getTime() - startedAt.getTime()) / 1_000;
  return seconds <= 0 ? null : Math.round(((done + failed) / seconds) * 10) / 10;
}

function isAmount(value: unknown): boolean {
  return typeof value === 'string' && AMOUNT.test(value) && Number(value) > 0;
}
