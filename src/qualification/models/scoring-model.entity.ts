import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { LearnedModel } from '../learning/model.js';
import type { Evidence, LeftOutField } from '../learning/training.js';
import type { SuspectField } from '../learning/leaks.js';

/** Tables of this folder that erasing a workspace empties. */
export const MODEL_TABLES = ['scoring_models'];

export const MODEL_STATUSES = [
  'training',
  'too_few',
  'no_better_than_chance',
  'held',
  'active',
  'retired',
  'failed',
] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/** What a training found. */
export interface ModelFindings {
  leftOut: LeftOutField[];
  suspects: SuspectField[];
  /** Unless there were too few outcomes. */
  evidence?: Evidence;
}

/** A model learned from the outcomes of a workspace, or the attempt at one. */
@Entity('scoring_models')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_scoring_models_workspace', onDelete: 'CASCADE' })
@Check('ck_scoring_models_version', 'version >= 1')
@Check(
  'ck_scoring_models_status',
  `status IN ('training', 'too_few', 'no_better_than_chance', 'held', 'active', 'retired', 'failed')`,
)
@Index('ux_scoring_models_training', { synchronize: false })
@Index('ux_scoring_models_active', { synchronize: false })
export class ScoringModelEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_scoring_models' })
  workspaceId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_scoring_models' })
  version!: number;

  @Column('varchar', { length: 30 })
  status!: ModelStatus;

  /** The verdict with its numbers; `null` in training. */
  @Column('varchar', { length: 500, nullable: true })
  sentence!: string | null;

  /** Fields that are used although they look like leaks or identifiers. */
  @Column('text', { array: true, default: '{}' })
  include!: string[];

  /** Fields that are not used. */
  @Column('text', { array: true, default: '{}' })
  exclude!: string[];

  @Column('integer', { nullable: true })
  won!: number | null;

  @Column('integer', { nullable: true })
  lost!: number | null;

  @Column('jsonb', { nullable: true })
  findings!: ModelFindings | null;

  @Column('jsonb', { nullable: true })
  model!: LearnedModel | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamp with time zone', { name: 'trained_at', precision: 3, nullable: true })
  trainedAt!: Date | null;
}
