import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The right to ask a model about a lead. It ends by itself unless its process renews it. */
@Entity('scoring_claims')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_scoring_claims_workspace', onDelete: 'CASCADE' })
export class ScoringClaimEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_scoring_claims' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { name: 'lead_id', primaryKeyConstraintName: 'pk_scoring_claims' })
  leadId!: string;

  /** The id that the qualification will have. */
  @Column('uuid', { name: 'qualification_id' })
  qualificationId!: string;

  @Column('timestamp with time zone', { name: 'held_until', precision: 3 })
  heldUntil!: Date;
}
