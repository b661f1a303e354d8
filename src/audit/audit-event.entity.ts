import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Tables of this room that erasing a workspace empties. */
export const AUDIT_TABLES = ['audit_events'];

/** `started` alone means that the process ended in between, so that the outcome is not known. */
export const AUDIT_OUTCOMES = ['started', 'succeeded', 'refused'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** Who did what, when, and from where. It names things by their ids, and holds nothing of what is in them. */
@Entity('audit_events')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_audit_events_workspace', onDelete: 'CASCADE' })
@Check('ck_audit_events_outcome', `outcome IN ('started', 'succeeded', 'refused')`)
@Index('ix_audit_events_created_at', { synchronize: false })
@Index('ix_audit_events_action', { synchronize: false })
@Index('ix_audit_events_age', { synchronize: false })
@Index('ux_audit_events_refused', { synchronize: false })
export class AuditEventEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_audit_events' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_audit_events' })
  id!: string;

  /** Such as `api_key.revoke`. */
  @Column('varchar', { length: 50 })
  action!: string;

  @Column('varchar', { length: 20 })
  outcome!: AuditOutcome;

  /** The error's code, where the outcome is `refused`. */
  @Column('varchar', { name: 'error_code', length: 100, nullable: true })
  errorCode!: string | null;

  /** `null` in open mode, while no API key exists, and for the command line. */
  @Column('uuid', { name: 'actor_key_id', nullable: true })
  actorKeyId!: string | null;

  @Column('varchar', { name: 'actor_name', length: 100 })
  actorName!: string;

  /** How many calls it records; more than one only where they were refused within one minute. */
  @Column('integer', { default: 1 })
  count!: number;

  /** When the last of several calls was. */
  @Column('timestamp with time zone', { name: 'last_at', precision: 3, nullable: true })
  lastAt!: Date | null;

  /** The minute whose refused calls it counts. */
  @Column('timestamp with time zone', { name: 'refused_in', precision: 3, nullable: true })
  refusedIn!: Date | null;

  @Column('uuid', { name: 'target_id', nullable: true })
  targetId!: string | null;

  @Column('varchar', { length: 50, nullable: true })
  address!: string | null;

  @Column('varchar', { name: 'request_id', length: 128, nullable: true })
  requestId!: string | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
