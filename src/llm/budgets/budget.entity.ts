import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { WorkspaceId } from '../../database/workspace-id.js';

export const BUDGET_PERIODS = ['day', 'month'] as const;
export type BudgetPeriodUnit = (typeof BUDGET_PERIODS)[number];

/** What happens at the limit: `hard` refuses calls, `warn` only announces it. */
export const BUDGET_MODES = ['hard', 'warn'] as const;
export type BudgetMode = (typeof BUDGET_MODES)[number];

/** Tables of this room that erasing a workspace empties. */
export const BUDGET_TABLES = ['llm_budget_leases', 'llm_budget_periods', 'llm_budgets'];

/** What a workspace or one of its API keys may spend in a day or a month. */
@Entity('llm_budgets')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_llm_budgets_workspace', onDelete: 'CASCADE' })
@ForeignKey('api_keys', ['workspaceId', 'keyId'], ['workspaceId', 'id'], {
  name: 'fk_llm_budgets_key',
  onDelete: 'CASCADE',
})
@Unique('ux_llm_budgets_key', ['workspaceId', 'keyId'])
@Check('ck_llm_budgets_limit', 'limit_pico_usd >= 0')
@Check('ck_llm_budgets_period', `period IN ('day', 'month')`)
@Check('ck_llm_budgets_mode', `mode IN ('hard', 'warn')`)
@Index('ix_llm_budgets_created_at', { synchronize: false })
export class BudgetEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_llm_budgets' })
  workspaceId!: WorkspaceId;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_llm_budgets' })
  id!: string;

  /** The first key of the chain of rotations that the budget is for; `null` for the budget of the workspace. */
  @Column('uuid', { name: 'key_id', nullable: true })
  keyId!: string | null;

  @Column('numeric', { name: 'limit_pico_usd', precision: 30 })
  limitPicoUsd!: string;

  @Column('varchar', { length: 10 })
  period!: BudgetPeriodUnit;

  /** IANA name of the zone in which days and months begin. */
  @Column('varchar', { name: 'time_zone', length: 64 })
  timeZone!: string;

  @Column('varchar', { length: 10 })
  mode!: BudgetMode;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamp with time zone', { name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}
