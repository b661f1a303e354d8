import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { GivenFilters } from '../../leads/dto/list-leads.dto.js';
import type { QualificationMethod } from '../../leads/lead-score.js';
import type { RoutingStrategy } from '../../llm/llm.settings.js';
import type { RunEstimateResponse } from './run-estimate.dto.js';

/** Tables of runs that erasing a workspace empties. */
export const RUN_TABLES = ['run_items', 'qualification_runs'];

export const RUN_STATES = ['queued', 'running', 'paused', 'completed', 'cancelled', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/**
 * Why a run stands still: a caller asked for it; a budget, or its own limit, is spent; no provider answers; its API key is
 * revoked or expired.
 */
export const PAUSE_REASONS = ['requested', 'budget', 'max_cost', 'outage', 'api_key'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** A list of leads, fixed at its start, that is scored in the background. */
@Entity('qualification_runs')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_qualification_runs_workspace', onDelete: 'CASCADE' })
@Check('ck_qualification_runs_state', `state IN ('queued', 'running', 'paused', 'completed', 'cancelled', 'failed')`)
@Check('ck_qualification_runs_pause', `(state = 'paused') = (pause_reason IS NOT NULL)`)
@Check('ck_qualification_runs_method', `method IN ('llm', 'rules', 'learned', 'cascade')`)
@Check('ck_qualification_runs_counts', 'total >= 0 AND done >= 0 AND failed >= 0')
@Check('ck_qualification_runs_concurrency', 'concurrency >= 1')
@Index('ix_qualification_runs_created_at', { synchronize: false })
@Index('ix_qualification_runs_active', { synchronize: false })
@Index('ix_qualification_runs_standing', { synchronize: false })
export class QualificationRunEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_qualification_runs' })
  workspaceId!: WorkspaceId;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_qualification_runs' })
  id!: string;

  @Column('varchar', { length: 20, default: 'queued' })
  state!: RunState;

  @Column('varchar', { name: 'pause_reason', length: 20, nullable: true })
  pauseReason!: PauseReason | null;

  @Column('varchar', { length: 20 })
  method!: QualificationMethod;

  @Column('varchar', { length: 30, nullable: true })
  strategy!: RoutingStrategy | null;

  /** Whether leads with a valid score are scored again. */
  @Column('boolean')
  requalify!: boolean;

  /** As it was given; `null` for a list of ids. */
  @Column('jsonb', { nullable: true })
  filter!: GivenFilters | null;

  @Column('numeric', { name: 'max_cost_pico_usd', precision: 30, scale: 0, nullable: true })
  maxCostPicoUsd!: string | null;

  /** What a lead was expected to cost before the first one was scored. */
  @Column('numeric', { name: 'lead_cost_pico_usd', precision: 30, scale: 0 })
  leadCostPicoUsd!: string;

  @Column('jsonb')
  estimate!: RunEstimateResponse;

  /** Leads at the start; those that were erased since count. */
  @Column('integer', { default: 0 })
  total!: number;

  @Column('integer', { default: 0 })
  done!: number;

  @Column('integer', { default: 0 })
  failed!: number;

  @Column('numeric', { name: 'cost_pico_usd', precision: 30, scale: 0, default: 0 })
  costPicoUsd!: string;

  /** What the most expensive of its leads cost. */
  @Column('numeric', { name: 'highest_cost_pico_usd', precision: 30, scale: 0, default: 0 })
  highestCostPicoUsd!: string;

  /** Most calls at a time in all replicas together; it falls when providers ask for patience, and rises again. */
  @Column('real')
  concurrency!: number;

  /** No call is begun before. */
  @Column('timestamp with time zone', { name: 'slow_until', precision: 3, nullable: true })
  slowUntil!: Date | null;

  /** When `concurrency` last fell. */
  @Column('timestamp with time zone', { name: 'slowed_at', precision: 3, nullable: true })
  slowedAt!: Date | null;

  /** Outages since the last lead that was scored. */
  @Column('integer', { default: 0 })
  outages!: number;

  /** When a run that paused by itself goes on by itself. */
  @Column('timestamp with time zone', { name: 'resume_at', precision: 3, nullable: true })
  resumeAt!: Date | null;

  /** The processes that work on it, each with the moment, in ms, until which it counts. */
  @Column('jsonb', { default: {} })
  replicas!: Record<string, number>;

  /** Grows with every change: the id of its events. */
  @Column('integer', { default: 1 })
  version!: number;

  /** The API key that pays; `null` in open mode. */
  @Column('uuid', { name: 'key_id', nullable: true })
  keyId!: string | null;

  @Column('varchar', { name: 'actor_name', length: 100 })
  actorName!: string;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamp with time zone', { name: 'started_at', precision: 3, nullable: true })
  startedAt!: Date | null;

  @Column('timestamp with time zone', { name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;
}
