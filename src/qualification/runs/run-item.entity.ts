import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { WorkspaceId } from '../../database/workspace-id.js';

export const RUN_ITEM_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type RunItemState = (typeof RUN_ITEM_STATES)[number];

/** Why a lead could not be scored. */
export interface RunItemError {
  error_code: string;
  message: string;
}

/** A lead of a run. */
@Entity('run_items')
@ForeignKey('qualification_runs', ['workspaceId', 'runId'], ['workspaceId', 'id'], {
  name: 'fk_run_items_run',
  onDelete: 'CASCADE',
})
@ForeignKey('leads', ['workspaceId', 'leadId'], ['workspaceId', 'id'], {
  name: 'fk_run_items_lead',
  onDelete: 'CASCADE',
})
@Check('ck_run_items_state', `state IN ('waiting', 'running', 'done', 'failed', 'cancelled')`)
@Check('ck_run_items_lease', `state <> 'running' OR (lease_id IS NOT NULL AND lease_until IS NOT NULL)`)
@Index('ix_run_items_state', { synchronize: false })
@Index('ix_run_items_lead', { synchronize: false })
export class RunItemEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_run_items' })
  workspaceId!: WorkspaceId;

  @PrimaryColumn('uuid', { name: 'run_id', primaryKeyConstraintName: 'pk_run_items' })
  runId!: string;

  /** Its place in the list; the id of its score follows from it. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_run_items' })
  position!: number;

  @Column('uuid', { name: 'lead_id' })
  leadId!: string;

  @Column('varchar', { length: 10, default: 'waiting' })
  state!: RunItemState;

  /** How often it was begun. */
  @Column('smallint', { default: 0 })
  attempt!: number;

  /** The process that scores it. */
  @Column('uuid', { name: 'lease_id', nullable: true })
  leaseId!: string | null;

  /** Until when the process that scores it may do so; of one that waits, the time before which it is not begun. */
  @Column('timestamp with time zone', { name: 'lease_until', precision: 3, nullable: true })
  leaseUntil!: Date | null;

  @Column('numeric', { name: 'cost_pico_usd', precision: 30, scale: 0, nullable: true })
  costPicoUsd!: string | null;

  @Column('jsonb', { nullable: true })
  error!: RunItemError | null;
}
