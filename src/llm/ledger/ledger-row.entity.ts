import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { RoutingStrategy } from '../llm.settings.js';

/** What language models are used for. */
export const LLM_OPERATIONS = ['chat', 'qualification', 'research', 'embedding'] as const;
export type LlmOperation = (typeof LLM_OPERATIONS)[number];

export const LLM_OUTCOMES = ['ok', 'error', 'truncated', 'aborted'] as const;
export type LlmOutcome = (typeof LLM_OUTCOMES)[number];

/** Where token counts come from: the provider, our own tokenizer, or `none` where no tokens were used. */
export const USAGE_SOURCES = ['provider', 'estimated', 'none'] as const;
export type UsageSource = (typeof USAGE_SOURCES)[number];

/** Tables of this room that erasing a workspace empties. */
export const LEDGER_TABLES = ['llm_calls'];

/** One attempt at one provider. Rows are never changed, and hold no text of prompts or answers. */
@Entity('llm_calls')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_llm_calls_workspace', onDelete: 'CASCADE' })
@Check('ck_llm_calls_operation', `operation IN ('chat', 'qualification', 'research', 'embedding')`)
@Check('ck_llm_calls_strategy', `strategy IN ('cost_optimized', 'latency_optimized', 'quality_optimized', 'balanced')`)
@Check('ck_llm_calls_attempt', 'attempt >= 1')
@Check('ck_llm_calls_outcome', `outcome IN ('ok', 'error', 'truncated', 'aborted')`)
@Check('ck_llm_calls_counts', 'prompt_tokens >= 0 AND cached_tokens >= 0 AND completion_tokens >= 0')
@Check('ck_llm_calls_cached_tokens', 'cached_tokens <= prompt_tokens')
@Check('ck_llm_calls_total_tokens', 'total_tokens = prompt_tokens::bigint + completion_tokens')
@Check('ck_llm_calls_usage_source', `usage_source IN ('provider', 'estimated', 'none')`)
@Check('ck_llm_calls_cost', 'cost_pico_usd >= 0')
@Check('ck_llm_calls_first_token_ms', 'first_token_ms >= 0')
@Check('ck_llm_calls_total_ms', 'total_ms >= 0')
@Index('ix_llm_calls_created_at', ['workspaceId', 'createdAt'])
@Index('ix_llm_calls_key', ['workspaceId', 'keyId', 'createdAt'], { where: 'key_id IS NOT NULL' })
@Index('ix_llm_calls_tags', { synchronize: false })
export class LedgerRowEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_llm_calls' })
  workspaceId!: WorkspaceId;

  /** Made here and not by the database, so that a repeated write finds what the first one wrote. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_llm_calls' })
  id!: string;

  /**
   * The API key that pays; `null` in open mode. No foreign key: a row outlives its key, and is not to be refused for one.
   */
  @Column('uuid', { name: 'key_id', nullable: true })
  keyId!: string | null;

  /** What the request was for, in words of its caller; `null` for none. */
  @Column('varchar', { length: 100, array: true, nullable: true })
  tags!: readonly string[] | null;

  /** All attempts of a request share it. */
  @Column('varchar', { name: 'request_id', length: 128 })
  requestId!: string;

  @Column('varchar', { length: 20 })
  operation!: LlmOperation;

  @Column('varchar', { length: 30 })
  strategy!: RoutingStrategy;

  @Column('varchar', { length: 100 })
  provider!: string;

  /** The requested model, or the one that the answer names. */
  @Column('varchar', { length: 200 })
  model!: string;

  /** 1 for the first attempt of a request. */
  @Column('smallint')
  attempt!: number;

  @Column('varchar', { length: 20 })
  outcome!: LlmOutcome;

  /** Such as `rate_limited`, `silent` or `connection`; `null` for a success. */
  @Column('varchar', { name: 'error_class', length: 50, nullable: true })
  errorClass!: string | null;

  /** HTTP status of the provider, where there was one. */
  @Column('smallint', { nullable: true })
  status!: number | null;

  @Column('integer', { name: 'prompt_tokens' })
  promptTokens!: number;

  /** Prompt tokens that the provider had in its cache. */
  @Column('integer', { name: 'cached_tokens' })
  cachedTokens!: number;

  @Column('integer', { name: 'completion_tokens' })
  completionTokens!: number;

  @Column('integer', { name: 'total_tokens' })
  totalTokens!: number;

  @Column('varchar', { name: 'usage_source', length: 20 })
  usageSource!: UsageSource;

  @Column('bigint', { name: 'cost_pico_usd' })
  costPicoUsd!: bigint;

  /** Names the prices that the cost was computed with. */
  @Column('varchar', { name: 'price_version', length: 50 })
  priceVersion!: string;

  /** For an answer in one piece, the time to its end. */
  @Column('integer', { name: 'first_token_ms', nullable: true })
  firstTokenMs!: number | null;

  @Column('integer', { name: 'total_ms' })
  totalMs!: number;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** A row as the router makes it; the sum of its tokens is computed when it is written. */
export type LedgerRow = Omit<LedgerRowEntity, 'totalTokens'>;
