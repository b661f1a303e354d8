import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { WorkspaceId } from '../../database/workspace-id.js';

/** What one replica may spend of a budget without asking again. It ends by itself unless the replica renews it. */
@Entity('llm_budget_leases')
@ForeignKey('llm_budgets', ['workspaceId', 'budgetId'], ['workspaceId', 'id'], {
  name: 'fk_llm_budget_leases_budget',
  onDelete: 'CASCADE',
})
@Check('ck_llm_budget_leases_amount', 'pico_usd > 0')
export class BudgetLeaseEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_llm_budget_leases' })
  workspaceId!: WorkspaceId;

  @PrimaryColumn('uuid', { name: 'budget_id', primaryKeyConstraintName: 'pk_llm_budget_leases' })
  budgetId!: string;

  @PrimaryColumn('uuid', { name: 'replica_id', primaryKeyConstraintName: 'pk_llm_budget_leases' })
  replicaId!: string;

  /** The period that it is for. */
  @Column('timestamp with time zone', { name: 'starts_at', precision: 3 })
  startsAt!: Date;

  @Column('timestamp with time zone', { name: 'ends_at', precision: 3 })
  endsAt!: Date;

  @Column('numeric', { name: 'pico_usd', precision: 30 })
  picoUsd!: string;

  @Column('timestamp with time zone', { name: 'expires_at', precision: 3 })
  expiresAt!: Date;
}
