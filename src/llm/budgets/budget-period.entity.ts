import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { WorkspaceId } from '../../database/workspace-id.js';

/** One day or month of a budget. A trigger on `llm_calls` keeps what was spent in it: the sum of the ledger's rows. */
@Entity('llm_budget_periods')
@ForeignKey('llm_budgets', ['workspaceId', 'budgetId'], ['workspaceId', 'id'], {
  name: 'fk_llm_budget_periods_budget',
  onDelete: 'CASCADE',
})
@Check('ck_llm_budget_periods_times', 'starts_at < ends_at')
@Check('ck_llm_budget_periods_spent', 'spent_pico_usd >= 0')
export class BudgetPeriodEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_llm_budget_periods' })
  workspaceId!: WorkspaceId;

  @PrimaryColumn('uuid', { name: 'budget_id', primaryKeyConstraintName: 'pk_llm_budget_periods' })
  budgetId!: string;

  @PrimaryColumn('timestamp with time zone', {
    ...{ name: 'starts_at', precision: 3, primaryKeyConstraintName: 'pk_llm_budget_periods' },
  })
  startsAt!: Date;

  @PrimaryColumn('timestamp with time zone', {
    ...{ name: 'ends_at', precision: 3, primaryKeyConstraintName: 'pk_llm_budget_periods' },
  })
  endsAt!: Date;

  @Column('numeric', { name: 'spent_pico_usd', precision: 30 })
  spentPicoUsd!: string;

  /** The highest share of the limit, in percent, whose reaching was announced. */
  @Column('smallint', { default: 0 })
  announced!: number;
}
