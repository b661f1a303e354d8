import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { LeadOutcome } from '../lead-outcome.js';

/** Tables of this folder that erasing a workspace empties. */
export const OUTCOME_TABLES = ['lead_outcomes'];

/** What was said about how a lead ended; the newest row holds. Rows are only ever added. */
@Entity('lead_outcomes')
@ForeignKey('leads', ['workspaceId', 'leadId'], ['workspaceId', 'id'], {
  name: 'fk_lead_outcomes_lead',
  onDelete: 'CASCADE',
})
@Check('ck_lead_outcomes_outcome', `outcome IN ('won', 'lost')`)
@Check('ck_lead_outcomes_at', '(outcome IS NULL) = (at IS NULL)')
@Index('ix_lead_outcomes_lead', { synchronize: false })
export class LeadOutcomeEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_lead_outcomes' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_lead_outcomes' })
  id!: string;

  @Column('uuid', { name: 'lead_id' })
  leadId!: string;

  /** `null` where an outcome was taken back. */
  @Column('varchar', { length: 10, nullable: true })
  outcome!: LeadOutcome | null;

  /** When the lead ended so. */
  @Column('timestamp with time zone', { precision: 3, nullable: true })
  at!: Date | null;

  /** What the deal is worth. */
  @Column('numeric', { name: 'value_usd', precision: 14, scale: 2, nullable: true })
  valueUsd!: number | null;

  @Column('varchar', { length: 500, nullable: true })
  reason!: string | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
